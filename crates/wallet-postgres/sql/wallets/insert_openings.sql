-- insert_openings   $1 ids, $2 owners, $3 asset ids, $4 floors, $5 time
-- In the commit of the credits that open them. If someone else has opened one meanwhile, none is inserted.
INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                     last_entry_at, created_at)
SELECT (n.id >> 48)::int2, n.id, n.owner, n.asset_id, 0, 0, 0, 0, n.floor, 1, $5::timestamptz, $5::timestamptz
  FROM unnest($1::int8[], $2::text[], $3::int4[], $4::int8[]) AS n (id, owner, asset_id, floor)
