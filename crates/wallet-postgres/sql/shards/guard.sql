-- guard_shard   $1 a shard key of it
-- Changes nothing: a write that Citus routes, whatever it finds, holds the shard with all beside it where it is until the
-- database transaction ends.
UPDATE crossings SET count = count WHERE stripe_key = $1 AND lane < 0
