-- insert_transaction   in the order of the columns
-- A plain INSERT: an id that is taken is refused, never overwritten.
INSERT INTO transactions (number, id, shard_key, owner, idempotency_key, fingerprint, flow, status, asset_id, amount,
                          reference, description, metadata, first_entry, entry_count, rejection, created_at,
                          commit_number, terms, effects, about, origin)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
