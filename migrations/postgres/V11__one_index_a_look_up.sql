-- Each look-up has one index that serves it (docs/decisions/0008). Two that begin with the same column leave the choice to
-- statistics, and the wrong one reads a whole shard for a row.
--
-- An upgrade holds wallets, transactions and claims locked while it reads each of them once, to build the indexes: about
-- a second for a million rows.

-- An id carries its shard key, so it is looked up alone; a name never by the shard key alone. The names come last: of two
-- indexes that cost the same, as those of an empty table do, PostgreSQL takes the later one.
ALTER TABLE wallets
    DROP CONSTRAINT wallets_pk,
    ADD CONSTRAINT wallets_pk PRIMARY KEY (id, shard_key);
ALTER TABLE wallets
    DROP CONSTRAINT wallets_owner_asset_stripe_unique,
    ADD CONSTRAINT wallets_owner_asset_stripe_unique UNIQUE (owner, asset_id, stripe, shard_key);

-- In the order in which they are listed.
DROP INDEX transactions_about;
CREATE INDEX transactions_about ON transactions (about, created_at, id) WHERE about IS NOT NULL;

DROP INDEX claims_open;
CREATE INDEX claims_open ON claims (wallet_id, expires_at, id) WHERE kind = 1 AND status = 1;
-- Every hold expires; said here, this index does not serve a look-up of a wallet's holds.
DROP INDEX claims_lapsing;
CREATE INDEX claims_lapsing ON claims (expires_at, id) WHERE kind = 1 AND status = 1 AND expires_at IS NOT NULL;

-- Of an owner's changes those of one asset are asked for as well. Unlike changes_owner it has all, so that a condition from
-- which it does not follow that there is an owner has this one alone.
CREATE INDEX changes_wallet ON changes (owner, asset, number);
