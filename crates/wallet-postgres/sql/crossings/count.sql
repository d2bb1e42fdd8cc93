-- count_crossing   $1 lane, $2 its stripe key
-- In a commit that writes to several shards, for each lane that it writes to: whoever reads several shards waits for it
-- there, and learns by the count that there was one.
UPDATE crossings SET count = count + 1 WHERE lane = $1 AND stripe_key = $2
