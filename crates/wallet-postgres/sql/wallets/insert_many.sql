-- insert_wallets   $1 shard keys int2[], $2 owners text[], $3 asset codes text[], $4 floors int8[], $5 time, the database's if it is null
-- In the order of owners and assets, so that two servers that open the same wallets cannot deadlock. Returns no row
-- for a wallet that is there or whose asset is not.
WITH opened AS (
    INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                         last_entry_at, created_at)
    SELECT n.shard_key, (n.shard_key::int8 << 48) | nextval('wallet_numbers'), n.owner, n.asset_id, 0, 0, 0, 0,
           n.floor, 1, coalesce($5::timestamptz, statement_timestamp()), coalesce($5::timestamptz, statement_timestamp())
      FROM (SELECT f.shard_key, f.owner, a.id AS asset_id, f.floor
              FROM unnest($1::int2[], $2::text[], $3::text[], $4::int8[]) AS f (shard_key, owner, asset, floor)
             CROSS JOIN LATERAL (SELECT a.id FROM assets a WHERE a.code = f.asset LIMIT 1) a
             ORDER BY f.shard_key, f.owner COLLATE "C", a.id) AS n
    ON CONFLICT (shard_key, owner, asset_id, stripe) DO NOTHING
    RETURNING owner, asset_id, id, balance, held, debt, floor, sequence, version, status, last_entry_at
)
SELECT o.owner, (SELECT a.code FROM assets a WHERE a.id = o.asset_id) AS asset, o.id, o.balance, o.held, o.debt, o.floor,
       o.sequence, o.version, o.status, o.last_entry_at
  FROM opened o
