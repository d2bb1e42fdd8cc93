-- insert_feed   $1 positions, $2 lanes and $3 numbers of commits, $4 numbers of changes
-- Leaves the positions that are there.
INSERT INTO feed (position, lane, number, change)
SELECT p.position, p.lane, p.number, p.change
  FROM unnest($1::int8[], $2::int2[], $3::int8[], $4::int8[]) AS p (position, lane, number, change)
ON CONFLICT (position) DO NOTHING
