-- update_usages   $1 ids, $2 usages
-- The rows are locked.
UPDATE wallets w SET usage = u.usage
  FROM unnest($1::int8[], $2::text[]) AS u (id, usage)
 WHERE w.id = ANY (ARRAY[u.id])
