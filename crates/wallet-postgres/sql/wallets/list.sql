-- list_wallets   $1 owners text[], each once, $2 now, the database's if it is null
-- One statement, so one moment for all of them. Holds that are over keep nothing.
SELECT f.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
          SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
           WHERE (c.wallet_id, c.expires_at) > (w.id, coalesce($2::timestamptz, statement_timestamp()))
             AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
       ) END AS held,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest($1::text[]) AS f (owner)
 CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.owner = f.owner OFFSET 0) w
 ORDER BY f.owner COLLATE "C", asset, w.stripe
