-- insert_asset   ?1 code, ?2 name, ?3 description, ?4 created_at, ?5 policy
-- Its system wallets are opened in the same commit.
INSERT INTO assets (code, name, description, created_at, policy) VALUES (?1, ?2, ?3, ?4, ?5)
