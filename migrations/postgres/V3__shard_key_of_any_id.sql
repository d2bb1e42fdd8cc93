-- The first 16 bits of a transaction's id, of any id: as the program reads them, with a sign. Ids of ours have none, but
-- verification meets whatever a hand has put into a table, and has to name it, not to end there.
CREATE OR REPLACE FUNCTION shard_key_of(transaction_id uuid) RETURNS int2
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT ((('x' || left($1::text, 4))::bit(16)::int4 # 32768) - 32768)::int2 $$;
