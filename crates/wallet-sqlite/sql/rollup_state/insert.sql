-- insert_rollup_state   ?1 zone, ?2 labels
-- Who comes second finds the first one's.
INSERT INTO rollup_state (number, built, zone, labels, position, place) VALUES (1, 1, ?1, ?2, 0, 0)
ON CONFLICT (number) DO NOTHING
