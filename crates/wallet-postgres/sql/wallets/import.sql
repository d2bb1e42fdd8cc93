-- import_wallets   $1 ids, $2 owners, $3 asset codes, $4 stripes, $5 floors, $6 times
-- Empty, as every wallet begins. Leaves the wallets that are there.
INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                     last_entry_at, created_at)
SELECT (w.id >> 48)::int2, w.id, w.owner, (SELECT a.id FROM assets a WHERE a.code = w.asset), w.stripe, 0, 0, 0, w.floor, 1, w.created_at, w.created_at
  FROM unnest($1::int8[], $2::text[], $3::text[], $4::int2[], $5::int8[], $6::timestamptz[])
    AS w (id, owner, asset, stripe, floor, created_at)
ON CONFLICT (shard_key, id) DO NOTHING
