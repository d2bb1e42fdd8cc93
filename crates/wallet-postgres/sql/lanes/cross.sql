-- cross_lane   $1 lane, $2 its stripe key, $3 number of the commit
-- In a commit that writes to several shards: whoever reads several of them learns by it that there was one.
UPDATE lanes SET crossed = $3 WHERE lane = $1 AND stripe_key = $2
