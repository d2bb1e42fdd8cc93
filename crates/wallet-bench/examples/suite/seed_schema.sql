-- For comparison, not Wallet's own: the tables of a service of the seed's design, for seed_request.pgbench.sql.
CREATE TABLE asset_types (id serial PRIMARY KEY, code varchar(50) UNIQUE NOT NULL, name varchar(100) NOT NULL, description text, created_at timestamptz DEFAULT now());
CREATE TABLE wallets (id serial PRIMARY KEY, owner_id varchar(100) NOT NULL, owner_type varchar(20) NOT NULL, asset_type_id int NOT NULL REFERENCES asset_types(id), balance bigint NOT NULL DEFAULT 0 CHECK (balance >= 0), created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), UNIQUE (owner_id, asset_type_id));
CREATE INDEX ON wallets (owner_id); CREATE INDEX ON wallets (asset_type_id);
CREATE TABLE ledger_entries (id bigserial PRIMARY KEY, transaction_id uuid NOT NULL, wallet_id int NOT NULL REFERENCES wallets(id), amount bigint NOT NULL, entry_type varchar(20) NOT NULL, balance_after bigint NOT NULL, description varchar(255), metadata jsonb, created_at timestamptz DEFAULT now());
CREATE INDEX ON ledger_entries (transaction_id); CREATE INDEX ON ledger_entries (wallet_id); CREATE INDEX ON ledger_entries (created_at);
CREATE TABLE idempotency_keys (idempotency_key varchar(255) PRIMARY KEY, response_status int NOT NULL DEFAULT 0, response_body jsonb, created_at timestamptz DEFAULT now());
INSERT INTO asset_types (code, name) VALUES ('GOLD_COINS', 'Gold Coins');
INSERT INTO wallets (owner_id, owner_type, asset_type_id, balance) VALUES ('system:treasury', 'system', 1, 1000000000000), ('system:revenue', 'system', 1, 0);
INSERT INTO wallets (owner_id, owner_type, asset_type_id, balance) SELECT 'u' || g, 'user', 1, 1000000 FROM generate_series(1, 10000) g;
