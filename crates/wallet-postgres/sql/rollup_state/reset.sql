-- reset_rollup_state   $1 zone, $2 labels
-- Built once more, which tells its positions from those before. Whoever folds waits for this row.
INSERT INTO rollup_state AS s (number, built, zone, labels, position, place) VALUES (1, 1, $1, $2, 0, 0)
ON CONFLICT (number) DO UPDATE SET built = s.built + 1, zone = excluded.zone, labels = excluded.labels, position = 0,
    place = 0, at = NULL, day = NULL
