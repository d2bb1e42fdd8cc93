-- list_entry_chunk   $1, $2 and $3 the key before, $4 and $5 the last shard key and wallet, $6 how many
-- Along the key.
SELECT shard_key, wallet_id, sequence, amount, balance_after
  FROM ledger_entries
 WHERE (shard_key, wallet_id, sequence) > ($1::int2, $2::int8, $3::int8)
   AND (shard_key, wallet_id) <= ($4::int2, $5::int8)
 ORDER BY shard_key, wallet_id, sequence
 LIMIT $6
