-- save_webhook_partitions   $1 webhooks, $2 places, $3 progress, $4 holder, $5 held_until
-- Nothing of a partition that another holds. Progress that is null has not changed.
UPDATE webhook_partitions p SET held_until = $5, progress = coalesce(n.progress, p.progress)
  FROM unnest($1::text[], $2::int2[], $3::text[]) AS n (webhook, place, progress)
 WHERE p.webhook = n.webhook AND p.place = n.place AND p.holder = $4
RETURNING p.webhook, p.place
