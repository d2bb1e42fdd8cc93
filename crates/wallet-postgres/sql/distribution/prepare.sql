-- prepare_distribution
-- In the database transaction that distributes. The view joins entries to transactions of other shards, which Citus
-- does not. The function tells from ids which shards a statement is for: Citus must know it before it runs.
SET LOCAL citus.shard_replication_factor = 1;
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
SET LOCAL citus.enable_unsafe_triggers = on;
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '10s';
DROP VIEW entry_details;
CREATE FUNCTION shard_keys_of(ids int8[]) RETURNS int2[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT array_agg(DISTINCT (id >> 48)::int2) FROM unnest($1) AS i (id) $$;
-- Every node draws ordinals, so a sequence of the coordinator's does not do: this clock of Citus' own is behind whatever the
-- database transaction has touched on any node. In milliseconds since 2020 and a counter.
CREATE FUNCTION next_ordinal() RETURNS int8 LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now cluster_clock := citus_get_transaction_clock();
BEGIN
    RETURN ((cluster_clock_logical(now) - 1577836800000) << 22) | split_part(rtrim(now::text, ')'), ',', 2)::int8;
END $$;
ALTER TABLE commits ALTER COLUMN ordinal SET DEFAULT next_ordinal();
ALTER TABLE changes ALTER COLUMN ordinal SET DEFAULT next_ordinal()
