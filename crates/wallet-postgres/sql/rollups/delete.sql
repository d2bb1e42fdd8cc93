-- delete_rollups   $1 days, $2 assets, $3 flows, $4 kinds, $5 labels, $6 built
-- By key.
DELETE FROM rollups r
 USING unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[]) AS d (day, asset, flow, kind, label)
 WHERE r.built = $6 AND r.asset = d.asset AND r.kind = d.kind AND r.day = d.day AND r.flow = d.flow AND r.label = d.label
