-- Who may use the service. Of a key's secret only the SHA-256 is kept. Keys are revoked, never deleted or changed, so
-- that an id in a log means the same for ever; last_used_at is about when, not exactly.
CREATE TABLE api_keys (
    id           text        NOT NULL COLLATE "C" CONSTRAINT api_keys_pk PRIMARY KEY
                             CONSTRAINT api_keys_id_form CHECK (id ~ '^[0-9a-f]{12}$'),
    name         text        NOT NULL CONSTRAINT api_keys_name_form CHECK (length(name) BETWEEN 1 AND 100),
    digest       bytea       NOT NULL CONSTRAINT api_keys_digest_is_sha256 CHECK (length(digest) = 32),
    scopes       text        NOT NULL CONSTRAINT api_keys_scopes_known
                             CHECK (scopes IN (
                                 'read', 'spend', 'grant', 'operate',
                                 'read,spend', 'read,grant', 'read,operate',
                                 'spend,grant', 'spend,operate', 'grant,operate',
                                 'read,spend,grant', 'read,spend,operate', 'read,grant,operate', 'spend,grant,operate',
                                 'read,spend,grant,operate')),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

CREATE FUNCTION refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.name, NEW.digest, NEW.scopes, NEW.created_at)
                = (OLD.id, OLD.name, OLD.digest, OLD.scopes, OLD.created_at)
            AND NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at
            AND (OLD.revoked_at IS NULL OR NEW.revoked_at = OLD.revoked_at)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% on % is refused: a key is neither changed nor deleted, and revoked for good', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER api_keys_unchanged BEFORE UPDATE OR DELETE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION refuse_key_change();
CREATE TRIGGER api_keys_kept BEFORE TRUNCATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_key_change();
