-- The ceiling for batches: 1,000 transactions and their 2,000 entries, the rows of Wallet's own tables, written as one
-- set by one backend in one commit. Nothing is locked, read, decided or checked but by the tables' constraints, no
-- balance is kept. For pgbench -c 1 on a database that `wallet migrate` has made; -D batch=N sets where to begin,
-- so that no run takes the places of another. Entry 1 of each transaction is the treasury's, entry 2 of one of 10,000
-- players. shard_key is in the first 16 bits of a transaction's id and in the high 16 bits of a wallet's.
\set batch :batch + 1
WITH made AS MATERIALIZED (
    SELECT number,
           (player % 1024)::int2 AS shard_key,
           (lpad(to_hex(player % 1024), 4, '0') || substr(gen_random_uuid()::text, 5))::uuid AS id,
           player,
           ((player % 1024)::int8 << 48) | (1000 + player) AS wallet_id,
           :batch * 1000::int8 + number AS sequence
      FROM (SELECT g AS number, (random() * 9999)::int4 AS player FROM generate_series(1, 1000) g) AS drawn
), transactions_written AS (
    INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id, amount,
                              wallet_ids, sequences, created_at)
    SELECT shard_key, id, 'user_' || lpad(player::text, 6, '0'), 'key-' || id, uuid_send(id) || uuid_send(id), 2, 1, 1,
           10, ARRAY[1::int8, wallet_id], ARRAY[sequence, sequence], now()
      FROM made ORDER BY shard_key, id
)
INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
SELECT 0::int2, 1, sequence, id, -10, 1000000, now() FROM made
 UNION ALL
SELECT shard_key, wallet_id, sequence, id, 10, 1000, now() FROM (SELECT * FROM made ORDER BY wallet_id) AS ordered;
