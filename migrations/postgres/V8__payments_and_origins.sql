-- Payments that top-ups credit, and who asked for a transaction (docs/decisions/0037, 0038).
--
-- An upgrade reads all transactions once, for the payments that they name, while nobody else writes: about a minute for
-- ten million rows.

-- Who asked: the domain's canonical JSON; none of what was recorded before. The chain covers it.
ALTER TABLE transactions ADD COLUMN origin text;

-- Where the credits of a payment are filed: by its name, so that every unique key holds its shard's.
CREATE FUNCTION shard_key_of_payment(payment_ref text) RETURNS int2
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT ((get_byte(sha256(convert_to($1, 'UTF8')), 0) & 3) * 256
                  + get_byte(sha256(convert_to($1, 'UTF8')), 1))::int2 $$;

-- Which posted top-ups credited a payment, in order: 1 is the first. The key is what keeps two servers from crediting a
-- payment at once. Credits from before this table that were not the payment's first have 0, -1, and so on.
CREATE TABLE payments (
    shard_key      int2 NOT NULL,
    payment_ref    text COLLATE "C" NOT NULL
        CONSTRAINT payments_ref_in_bounds CHECK (char_length(payment_ref) BETWEEN 1 AND 255),
    ordinal        int8 NOT NULL,
    transaction_id uuid NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (shard_key, payment_ref, ordinal),
    CONSTRAINT payments_shard_key_in_bounds CHECK (shard_key BETWEEN 0 AND 1023)
);
INSERT INTO payments (shard_key, payment_ref, ordinal, transaction_id)
SELECT shard_key_of_payment(reference), reference,
       2 - row_number() OVER (PARTITION BY reference ORDER BY created_at, id), id
  FROM transactions WHERE flow = 2 AND status = 1 AND reference IS NOT NULL;
CREATE TRIGGER payments_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Assets that were there before go on as they did; a new one credits a payment once.
UPDATE assets
   SET policy = CASE WHEN policy IS NULL OR policy = '{}' THEN '{"payment_ref":"free"}'
                     ELSE left(policy, -1) || ',"payment_ref":"free"}' END;
