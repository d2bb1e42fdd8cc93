-- insert_feed   ?1 position or null for the next, ?2 number of a commit as it is stored, ?3 number of a change
-- Leaves a position that is there.
INSERT INTO feed (position, commit_number, change_number) VALUES (?1, ?2, ?3) ON CONFLICT (position) DO NOTHING
