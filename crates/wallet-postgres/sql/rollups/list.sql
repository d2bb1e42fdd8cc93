-- list_rollups   $1 assets, $2 kinds, $3 first and $4 last day
-- Of each pair along the key.
SELECT r.day, r.asset, r.flow, r.kind, r.label, r.count, r.credited, r.debited
  FROM unnest($1::text[]) AS a (code)
 CROSS JOIN unnest($2::text[]) AS k (kind)
 CROSS JOIN LATERAL (
       SELECT r.* FROM rollups r
        WHERE r.asset = a.code AND r.kind = k.kind AND r.day >= $3 AND r.day <= $4
       OFFSET 0) r
