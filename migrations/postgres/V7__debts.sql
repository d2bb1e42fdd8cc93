-- What players owe (docs/decisions/0029).
--
-- An upgrade holds wallets locked while it reads them once, for the new constraints: about a second for a million rows.
-- Nothing is written anew.

-- debt is what the wallet's owner owes of the asset: what the wallet of that debt, of the owner system:debt: and the
-- player's name, lacks. That one is in the player's shard, and holds nothing or less.
ALTER TABLE wallets
    ADD COLUMN debt int8 NOT NULL DEFAULT 0
        CONSTRAINT wallets_debt_in_bounds CHECK (debt BETWEEN 0 AND 9007199254740991),
    DROP CONSTRAINT wallets_floor_is_zero_but_for_issuance,
    ADD CONSTRAINT wallets_floor_is_zero_but_for_issuance_and_debts CHECK (
        floor = CASE WHEN owner = 'system:issuance' OR starts_with(owner, 'system:debt:') THEN -9007199254740991
                     ELSE 0 END),
    ADD CONSTRAINT wallets_debts_are_not_above_zero CHECK (balance <= 0 OR NOT starts_with(owner, 'system:debt:'));
CREATE INDEX wallets_debtors ON wallets (asset_id) WHERE debt > 0;
