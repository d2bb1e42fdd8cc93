-- lock_states   $1 ids
-- In the order in which they are given, which is that of their ids.
SELECT w.id, w.sequence
  FROM unnest($1::int8[]) AS f (id)
 CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.id = f.id FOR NO KEY UPDATE) w
