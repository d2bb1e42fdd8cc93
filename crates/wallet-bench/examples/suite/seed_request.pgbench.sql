-- For comparison, not Wallet's own: what a service of the seed's design sends to PostgreSQL for one request, for
-- pgbench: the key first, the movement as a transaction, then the answer beside the key.
\set u random(1, 10000)
\set a random(1, 50)
\set k random(1, 9000000000000000000)
INSERT INTO idempotency_keys (idempotency_key, response_status, response_body) VALUES (:k::text || '-key-of-36-characters', 0, NULL) ON CONFLICT (idempotency_key) DO NOTHING RETURNING response_status AS s \gset
BEGIN;
SELECT w.id AS sid, w.balance FROM wallets w JOIN asset_types a ON w.asset_type_id = a.id WHERE w.owner_id = 'system:treasury' AND a.code = 'GOLD_COINS' \gset
SELECT w.id AS uid, w.balance FROM wallets w JOIN asset_types a ON w.asset_type_id = a.id WHERE w.owner_id = 'u' || :u AND a.code = 'GOLD_COINS' \gset
SELECT id, balance FROM wallets WHERE id = least(:sid, :uid) FOR UPDATE;
SELECT id, balance FROM wallets WHERE id = greatest(:sid, :uid) FOR UPDATE;
UPDATE wallets SET balance = balance - :a, updated_at = NOW() WHERE id = :sid RETURNING balance AS ba \gset
UPDATE wallets SET balance = balance + :a, updated_at = NOW() WHERE id = :uid RETURNING balance AS bb \gset
INSERT INTO ledger_entries (transaction_id, wallet_id, amount, entry_type, balance_after, description, metadata) VALUES (lpad(to_hex(:k),32,'0')::uuid, :sid, -:a, 'debit', :ba, 'Top-up: purchased', '{}');
INSERT INTO ledger_entries (transaction_id, wallet_id, amount, entry_type, balance_after, description, metadata) VALUES (lpad(to_hex(:k),32,'0')::uuid, :uid, :a, 'credit', :bb, 'Top-up: purchased', '{}');
COMMIT;
UPDATE idempotency_keys SET response_status = 200, response_body = '{"transactionId":"x","newBalance":1}' WHERE idempotency_key = :k::text || '-key-of-36-characters';
