-- insert_lanes   $1 lanes int2[], $2 their stripe keys int2[], $3 layout
-- Lanes are added, never taken away: their commits stay.
INSERT INTO lanes (lane, stripe_key, layout)
SELECT n.lane, n.stripe_key, $3::int4 FROM unnest($1::int2[], $2::int2[]) AS n (lane, stripe_key)
ON CONFLICT (lane, stripe_key) DO NOTHING
