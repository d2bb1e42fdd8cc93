-- find_wallets   $1 shard keys int2[], $2 owners text[], $3 asset codes text[], $4 now, as list_wallets; of owners without stripes
-- Each by its whole unique key; those that are not there are left out. The SELECTs hide the lengths of the arrays:
-- seen, a few wallets would be planned anew each time, which costs more than finding them.
SELECT f.slot, w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
          SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
           WHERE (c.wallet_id, c.expires_at) > (w.id, coalesce($4::timestamptz, statement_timestamp()))
             AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
       ) END AS held,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest((SELECT $1::int2[]), (SELECT $2::text[]), (SELECT $3::text[])) WITH ORDINALITY
       AS f (shard_key, owner, asset, slot)
 CROSS JOIN LATERAL (
        SELECT w.* FROM wallets w
         WHERE w.owner = f.owner AND w.stripe = 0 AND w.shard_key = f.shard_key
           AND w.asset_id = (SELECT a.id FROM assets a WHERE a.code = f.asset)
         LIMIT 1) w
