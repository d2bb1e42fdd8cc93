-- upsert_ownerships   $1 assets, $2 figures
-- In the place of those of the snapshot before.
INSERT INTO ownerships (asset, figures)
SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (asset) DO UPDATE SET figures = EXCLUDED.figures
