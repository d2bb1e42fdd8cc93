-- upsert_ownership   ?1 asset, ?2 figures
-- In the place of that of the snapshot before.
INSERT INTO ownerships (asset, figures) VALUES (?1, ?2)
ON CONFLICT (asset) DO UPDATE SET figures = excluded.figures
