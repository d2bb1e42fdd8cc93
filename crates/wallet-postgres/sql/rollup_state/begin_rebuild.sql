-- begin_rebuild   $1 zone, $2 labels
-- Built once more than any before, so that no figures and no step of an earlier one are taken for its own.
INSERT INTO rollup_state (number, built, zone, labels, position, place)
SELECT 2, max(built) + 1, $1, $2, 0, 0 FROM rollup_state WHERE number IN (1, 2)
ON CONFLICT (number) DO UPDATE SET built = excluded.built, zone = excluded.zone, labels = excluded.labels, position = 0,
    place = 0, at = NULL, day = NULL
