-- upsert_claims   $1 ids, $2 kinds, $3 wallet ids, $4 amounts, $5 taken, $6 statuses, $7 when they are over
-- A claim that has not changed is left alone: its end is for good.
INSERT INTO claims AS c (shard_key, id, kind, wallet_id, amount, taken, status, expires_at)
SELECT (n.wallet_id >> 48)::int2, n.*
  FROM unnest($1::uuid[], $2::int2[], $3::int8[], $4::int8[], $5::int8[], $6::int2[], $7::timestamptz[])
    AS n (id, kind, wallet_id, amount, taken, status, expires_at)
ON CONFLICT (shard_key, id) DO UPDATE SET taken = excluded.taken, status = excluded.status
 WHERE c.taken <> excluded.taken OR c.status <> excluded.status
