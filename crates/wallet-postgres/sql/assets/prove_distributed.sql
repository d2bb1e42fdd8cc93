-- list_asset_proofs
-- As on plain PostgreSQL; the sums come first.
WITH sums AS MATERIALIZED (
    SELECT w.asset_id, sum(w.balance) FILTER (WHERE w.owner = 'system:issuance') AS issued, count(*) AS wallets,
           sum(w.sequence) AS entries, sum(w.balance) AS sum
      FROM wallets w GROUP BY w.asset_id
)
SELECT a.code, coalesce(-s.issued, 0)::int8 AS supply, coalesce(s.wallets, 0)::int8 AS wallets,
       coalesce(s.entries, 0)::int8 AS entries, coalesce(s.sum, 0)::text AS sum
  FROM assets a
  LEFT JOIN sums s ON s.asset_id = a.id
 ORDER BY a.code
