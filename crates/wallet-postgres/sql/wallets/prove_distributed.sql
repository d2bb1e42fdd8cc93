-- list_wallet_chunk   as on plain PostgreSQL
-- A wallet's claims, its debt and its entries are in its shard. The rows come first: a sub-select of a row cannot be
-- asked of another node.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner,
       (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.stripe,
       (SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
         WHERE c.shard_key = w.shard_key AND c.wallet_id = w.id AND c.kind = 1 AND c.status = 1) AS claimed,
       CASE WHEN w.debt <> 0 THEN (
                 SELECT coalesce(sum(-d.balance), 0)::int8 FROM wallets d
                  WHERE d.shard_key = w.shard_key AND d.owner = 'system:debt:' || w.owner AND d.asset_id = w.asset_id
                    AND d.stripe = 0)
            WHEN starts_with(w.owner, 'system:debt:') THEN (
                 SELECT coalesce(sum(p.debt), 0)::int8 FROM wallets p
                  WHERE p.shard_key = w.shard_key AND p.owner = substr(w.owner, 13) AND p.asset_id = w.asset_id
                    AND p.stripe = 0)
            ELSE 0 END AS owed,
       coalesce((SELECT max(e.sequence) FROM ledger_entries e
                  WHERE e.shard_key = w.shard_key AND e.wallet_id = w.id), 0) AS latest
  FROM wallets w
 WHERE w.id > $1 AND w.id >> 48 = w.shard_key
 ORDER BY w.id
 LIMIT $2
