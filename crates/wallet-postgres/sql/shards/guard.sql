-- guard_shard   $1 a shard key of it
-- Changes nothing. But Citus routes it as a write, and so neither moves nor splits the shard until the database transaction
-- ends.
UPDATE crossings SET count = count WHERE stripe_key = $1 AND lane < 0
