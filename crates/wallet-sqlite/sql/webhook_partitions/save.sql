-- save_webhook_partition   ?1 webhook, ?2 place, ?3 holder, ?4 held_until, ?5 progress
-- Nothing of a partition that another holds. Progress that is null has not changed.
UPDATE webhook_partitions SET held_until = ?4, progress = coalesce(?5, progress)
WHERE webhook = ?1 AND place = ?2 AND holder = ?3
