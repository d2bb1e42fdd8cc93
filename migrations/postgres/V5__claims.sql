-- Holds and reversals: what a wallet keeps back, what is left of each hold and of each reversed transaction, and what a
-- command says beyond an amount of an asset (docs/decisions/0024).
--
-- An upgrade holds wallets and transactions locked while it reads each of them once, for the new constraints: about a
-- second for a million rows. Nothing is written anew.

-- What of the balance the wallet's open holds keep.
ALTER TABLE wallets ADD COLUMN held int8 NOT NULL DEFAULT 0
    CONSTRAINT wallets_held_within_balance CHECK (held BETWEEN 0 AND balance - floor);

-- terms and effects are the domain's canonical JSON; most rows have neither. about is the earlier transaction that this
-- one takes of, lets go or reverses; its owner is the same, and so its shard key.
ALTER TABLE transactions
    ADD COLUMN terms text,
    ADD COLUMN effects text,
    ADD COLUMN about uuid,
    DROP CONSTRAINT transactions_flow_known,
    ADD CONSTRAINT transactions_flow_known CHECK (flow BETWEEN 1 AND 11),
    DROP CONSTRAINT transactions_posted_or_rejected,
    -- A hold, a release and an expiry (flows 5, 7 and 8) are posted and move nothing.
    ADD CONSTRAINT transactions_posted_or_rejected CHECK (
        CASE status
            WHEN 1 THEN rejection IS NULL AND asset_id IS NOT NULL
                        AND CASE WHEN flow IN (5, 7, 8) THEN cardinality(wallet_ids) = 0
                                 ELSE cardinality(wallet_ids) >= 2 END
            WHEN 2 THEN rejection IS NOT NULL AND cardinality(wallet_ids) = 0
            ELSE false
        END);
CREATE INDEX transactions_about ON transactions (shard_key, about) WHERE about IS NOT NULL;

-- How much is left of a hold (kind 1) or of a transaction that was reversed (kind 2), by the id of that transaction.
-- status is 1 open, 2 settled, 3 released, 4 expired. All of it follows from transactions: wallet verify compares.
CREATE TABLE claims (
    shard_key  int2        NOT NULL,
    id         uuid        NOT NULL,
    kind       int2        NOT NULL CONSTRAINT claims_kind_known CHECK (kind IN (1, 2)),
    wallet_id  int8        NOT NULL,
    amount     int8        NOT NULL CONSTRAINT claims_amount_in_bounds CHECK (amount BETWEEN 1 AND 9007199254740991),
    taken      int8        NOT NULL,
    status     int2        NOT NULL,
    expires_at timestamptz,
    CONSTRAINT claims_pk PRIMARY KEY (shard_key, id),
    CONSTRAINT claims_wallet_carries_shard_key CHECK (wallet_id >> 48 = shard_key),
    CONSTRAINT claims_status_known CHECK (status IN (1, 2) OR kind = 1 AND status IN (3, 4)),
    CONSTRAINT claims_taken_within_amount CHECK (taken BETWEEN 0 AND amount),
    CONSTRAINT claims_open_if_left CHECK (status <> 1 OR taken < amount),
    CONSTRAINT claims_expire_if_held CHECK ((kind = 1) = (expires_at IS NOT NULL))
);

-- What keeps something back in a wallet, and what is over though nobody has said so.
CREATE INDEX claims_open ON claims (shard_key, wallet_id, expires_at, id) WHERE kind = 1 AND status = 1;
CREATE INDEX claims_lapsing ON claims (expires_at, id) WHERE kind = 1 AND status = 1;

CREATE FUNCTION refuse_claim_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.shard_key, NEW.id, NEW.kind, NEW.wallet_id, NEW.amount)
                = (OLD.shard_key, OLD.id, OLD.kind, OLD.wallet_id, OLD.amount)
            AND NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at
            AND OLD.status = 1 AND NEW.taken >= OLD.taken
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% on % is refused: what is taken of a claim is not given back, and an end is for good', TG_OP,
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER claims_end_once BEFORE UPDATE OR DELETE ON claims
    FOR EACH ROW EXECUTE FUNCTION refuse_claim_change();
CREATE TRIGGER claims_kept BEFORE TRUNCATE ON claims
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_claim_change();

-- As it was, with the new flows.
CREATE OR REPLACE VIEW entry_details AS
SELECT e.transaction_id,
       e.wallet_id,
       e.sequence,
       w.owner,
       a.code AS asset,
       e.amount,
       CASE WHEN e.amount < 0 THEN 'debit' ELSE 'credit' END AS entry_type,
       e.balance_after,
       CASE t.flow WHEN 1 THEN 'mint' WHEN 2 THEN 'top_up' WHEN 3 THEN 'bonus' WHEN 4 THEN 'spend' WHEN 6 THEN 'capture'
                   WHEN 9 THEN 'reversal' WHEN 10 THEN 'purchase' WHEN 11 THEN 'gift' END AS flow,
       t.idempotency_key,
       t.reference,
       t.description,
       t.metadata::jsonb AS metadata,
       e.created_at
  FROM ledger_entries e
  JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
  JOIN assets a ON a.id = w.asset_id
  JOIN transactions t ON t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id;
