-- list_wallets   as on plain PostgreSQL
-- Every shard looks: a system owner's stripes are in several.
SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
          SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
           WHERE c.shard_key = w.shard_key
             AND (c.wallet_id, c.expires_at) > (w.id, coalesce($2::timestamptz, statement_timestamp()))
             AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
       ) END AS held,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM wallets w
 WHERE w.owner = ANY ($1::text[])
 ORDER BY w.owner, asset, w.stripe
