-- list_rollups   $1 built, $2 assets, $3 kinds, $4 first and $5 last day
-- Of each pair along the key.
SELECT r.day, r.asset, r.flow, r.kind, r.label, r.count, r.credited, r.debited
  FROM unnest($2::text[]) AS a (code)
 CROSS JOIN unnest($3::text[]) AS k (kind)
 CROSS JOIN LATERAL (
       SELECT r.* FROM rollups r
        WHERE r.built = $1 AND r.asset = a.code AND r.kind = k.kind AND r.day >= $4 AND r.day <= $5
       OFFSET 0) r
