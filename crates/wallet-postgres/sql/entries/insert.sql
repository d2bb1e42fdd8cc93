-- insert_entries   $1 wallet ids, $2 sequences, $3 transaction ids, $4 amounts, $5 balances, $6 times
-- In key order, so that neighbours share pages.
INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
SELECT (e.wallet_id >> 48)::int2, e.*
  FROM unnest($1::int8[], $2::int8[], $3::uuid[], $4::int8[], $5::int8[], $6::timestamptz[])
    AS e (wallet_id, sequence, transaction_id, amount, balance_after, created_at)
