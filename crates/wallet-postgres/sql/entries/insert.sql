-- insert_entries   $1 wallet ids, $2 sequences, $3 transaction ids, $4 amounts, $5 balances, $6 times
-- In key order, so that neighbours share pages. Arrays are taken apart in step, in the list of a SELECT: in FROM, each
-- would be stored on its own first (docs/decisions/0071).
INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
SELECT (e.wallet_id >> 48)::int2, e.*
  FROM (SELECT unnest($1::int8[]) AS wallet_id, unnest($2::int8[]) AS sequence, unnest($3::uuid[]) AS transaction_id,
               unnest($4::int8[]) AS amount, unnest($5::int8[]) AS balance_after, unnest($6::timestamptz[]) AS created_at) AS e
