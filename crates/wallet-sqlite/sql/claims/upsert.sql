-- upsert_claim   in the order of the columns
-- A claim that has not changed is left alone: its end is for good.
INSERT INTO claims (id, kind, wallet_id, amount, taken, status, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET taken = excluded.taken, status = excluded.status
WHERE taken <> excluded.taken OR status <> excluded.status
