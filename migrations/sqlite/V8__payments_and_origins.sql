-- Payments that top-ups credit, and who asked for a transaction (`docs/decisions/0037`, `0038`).

-- Who asked: the domain's canonical JSON; none of what was recorded before. The chain covers it.
ALTER TABLE transactions ADD COLUMN origin TEXT;

-- Which posted top-ups credited a payment, in order: 1 is the first. Credits from before this table that were not the
-- payment's first have 0, -1, and so on.
CREATE TABLE payments (
    payment_ref    TEXT NOT NULL,
    ordinal        INTEGER NOT NULL,
    transaction_id BLOB NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (payment_ref, ordinal),
    CONSTRAINT payments_ref_form CHECK (length(payment_ref) BETWEEN 1 AND 255),
    CONSTRAINT payments_id_form CHECK (length(transaction_id) = 16)
) STRICT, WITHOUT ROWID;
INSERT INTO payments (payment_ref, ordinal, transaction_id)
SELECT reference, 2 - row_number() OVER (PARTITION BY reference ORDER BY number), id
FROM transactions WHERE flow = 2 AND status = 1 AND reference IS NOT NULL;

CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
BEGIN SELECT RAISE(ABORT, 'credits of payments are immutable'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'credits of payments are immutable'); END;

-- Assets that were there before go on as they did; a new one credits a payment once.
UPDATE assets
SET policy = CASE WHEN policy IS NULL OR policy = '{}' THEN '{"payment_ref":"free"}'
                  ELSE substr(policy, 1, length(policy) - 1) || ',"payment_ref":"free"}' END;
