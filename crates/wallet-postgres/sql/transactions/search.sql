-- search_transactions   $1 from, $2 and $3 below which time and id, $4 how many, then the sieve, null where it asks for
--                        nothing: $5 owner, $6 flow, $7 status, $8 asset's code, $9 and $10 amounts, $11 reference, $12
--                        patterns of metadata text[], $13 pattern of origin, $14 pattern of terms that does for $5
-- Walks back along the index. It ends after so many that pass, or with the last of 5,000, which tells where to go on. The
-- number is written out: with it a walk costs less than any sort, whatever the statistics say.
SELECT s.id, s.created_at, s.passes, s.slot
  FROM (SELECT t.id, t.created_at, row_number() OVER () AS slot,
               ($6::int2 IS NULL OR t.flow = $6) AND ($7::int2 IS NULL OR t.status = $7)
               AND ($8::text IS NULL OR t.asset_id IS NULL
                    OR coalesce(t.asset_id = (SELECT a.id FROM assets a WHERE a.code = $8), false))
               AND ($9::int8 IS NULL OR t.amount >= $9)
               AND ($10::int8 IS NULL OR t.amount <= $10 OR t.effects IS NOT NULL)
               AND ($5::text IS NULL OR t.owner = $5 OR coalesce(t.terms LIKE $14, false))
               AND ($11::text IS NULL OR coalesce(t.reference = $11, false))
               AND coalesce(t.metadata LIKE ALL ($12::text[]), false)
               AND ($13::text IS NULL OR coalesce(t.origin LIKE $13, false)) AS passes
          FROM (SELECT t.* FROM transactions t
                 WHERE t.created_at >= $1 AND (t.created_at, t.id) < ($2, $3)
                 ORDER BY t.created_at DESC, t.id DESC
                 LIMIT 5000) t) s
 WHERE s.passes OR s.slot = 5000
 ORDER BY s.created_at DESC, s.id DESC
 LIMIT $4
