-- insert_asset   ?1 code, ?2 name, ?3 description, ?4 created_at
-- its system wallets are opened in the same commit
INSERT INTO assets (code, name, description, created_at) VALUES (?1, ?2, ?3, ?4)
