-- insert_crossings   $1 lanes int2[], $2 their stripe keys int2[]
-- With the lanes themselves: a count that is made by its first commit would be seen only after it.
INSERT INTO crossings (lane, stripe_key)
SELECT n.lane, n.stripe_key FROM unnest($1::int2[], $2::int2[]) AS n (lane, stripe_key)
ON CONFLICT (lane, stripe_key) DO NOTHING
