-- Who may use the service. Of a key's secret only the SHA-256 is kept. Keys are revoked, never deleted or changed, so
-- that an id in a log means the same for ever; `last_used_at` is about when, not exactly.
CREATE TABLE api_keys (
    id           TEXT NOT NULL CONSTRAINT api_keys_pk PRIMARY KEY,
    name         TEXT NOT NULL,
    digest       BLOB NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    revoked_at   INTEGER,
    CONSTRAINT api_keys_id_form CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT api_keys_name_form CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_keys_digest_form CHECK (length(digest) = 32),
    CONSTRAINT api_keys_scopes_known CHECK (
        scopes IN (
            'read', 'spend', 'grant', 'operate',
            'read,spend', 'read,grant', 'read,operate', 'spend,grant', 'spend,operate', 'grant,operate',
            'read,spend,grant', 'read,spend,operate', 'read,grant,operate', 'spend,grant,operate',
            'read,spend,grant,operate'
        )
    )
) STRICT;

CREATE TRIGGER api_keys_no_change BEFORE UPDATE OF id, name, digest, scopes, created_at, expires_at ON api_keys
BEGIN SELECT RAISE(ABORT, 'a key is not changed: revoke it and make another'); END;
CREATE TRIGGER api_keys_no_revival BEFORE UPDATE OF revoked_at ON api_keys
WHEN OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at
BEGIN SELECT RAISE(ABORT, 'a key is revoked for good'); END;
CREATE TRIGGER api_keys_no_delete BEFORE DELETE ON api_keys
BEGIN SELECT RAISE(ABORT, 'keys are not deleted: revoke them'); END;
