-- list_shard_keys   $1 how many shard keys there are
-- The shard of every shard key, in the order of the keys. Citus hashes them.
SELECT get_shard_id_for_distribution_column('wallets', k.shard_key::int2) AS shard
  FROM generate_series(0, $1::int4 - 1) AS k (shard_key)
 ORDER BY k.shard_key
