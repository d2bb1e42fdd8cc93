-- A ledger that was copied from PostgreSQL brings its lanes along: their commits with their chains, and a stripe of
-- treasury and revenue for each. `docs/decisions/0025` says how.
--
-- The number of a commit carries its lane in the high bits and its place in that lane below, as a wallet's id carries its
-- shard key. The writer's own commits are in lane 0, where both are the same; a store that was never copied has no other.
CREATE TABLE lanes (
    lane            INTEGER CONSTRAINT lanes_pk PRIMARY KEY,
    CONSTRAINT lanes_range CHECK (lane BETWEEN 0 AND 63)
) STRICT;
INSERT INTO lanes (lane) VALUES (0);

CREATE TRIGGER lanes_no_update BEFORE UPDATE ON lanes
BEGIN SELECT RAISE(ABORT, 'lanes are added only'); END;
CREATE TRIGGER lanes_no_delete BEFORE DELETE ON lanes
BEGIN SELECT RAISE(ABORT, 'lanes are added only'); END;

-- Without gaps in each lane.
DROP TRIGGER commits_no_gap;
CREATE TRIGGER commits_no_gap BEFORE INSERT ON commits
WHEN NEW.number <> 1 + coalesce(
    (SELECT c.number FROM commits c
     WHERE c.number > NEW.number >> 48 << 48 AND c.number <= (NEW.number >> 48 << 48) + 281474976710655
     ORDER BY c.number DESC LIMIT 1),
    NEW.number >> 48 << 48
)
BEGIN SELECT RAISE(ABORT, 'commits are numbered without gaps'); END;

-- Of which store this is a copy, if it is one. Until `finished_at` is set the copy is not whole, and nobody may serve it.
CREATE TABLE copies (
    number          INTEGER CONSTRAINT copies_pk PRIMARY KEY,
    source          TEXT NOT NULL,
    began_at        INTEGER NOT NULL,
    finished_at     INTEGER,
    CONSTRAINT copies_at_most_one CHECK (number = 1)
) STRICT;
