-- The tables of the lean ceiling, and the rows to write: transactions with two entries each. The other tables of a ledger are
-- left out.
CREATE TABLE lean_transactions (
    shard_key int2, id uuid, owner text, idempotency_key text, fingerprint bytea, flow int2, status int2, amount int8,
    wallet_ids int8[], sequences int8[], created_at timestamptz,
    PRIMARY KEY (shard_key, id)
);
CREATE TABLE lean_entries (
    shard_key int2, wallet_id int8, sequence int8, transaction_id uuid, amount int8, balance_after int8,
    created_at timestamptz,
    PRIMARY KEY (shard_key, wallet_id, sequence)
);
CREATE TABLE drawn AS
SELECT number, gen_random_uuid() AS id, md5(random()::text) AS idempotency_key, (random() * 9999)::int4 AS player
  FROM generate_series(1, 200000) AS number;
