-- find_wallets   as on plain PostgreSQL
-- Each shard that has one of the wallets finds its own.
SELECT f.slot, w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
          SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
           WHERE c.shard_key = w.shard_key
             AND (c.wallet_id, c.expires_at) > (w.id, coalesce($4::timestamptz, statement_timestamp()))
             AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
       ) END AS held,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest($1::int2[], $2::text[], $3::text[]) WITH ORDINALITY AS f (shard_key, owner, asset, slot)
  JOIN wallets w ON w.shard_key = f.shard_key AND w.owner = f.owner
  JOIN assets a ON a.id = w.asset_id AND a.code = f.asset
 WHERE w.stripe = 0 AND w.shard_key = ANY ($1::int2[])
