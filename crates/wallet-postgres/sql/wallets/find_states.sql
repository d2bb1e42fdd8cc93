-- find_states   $1 ids
-- Each by its whole key.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest($1::int8[]) AS f (id)
 CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.id = f.id LIMIT 1) w
