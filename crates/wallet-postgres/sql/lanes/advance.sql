-- advance_lanes   $1 lanes, $2 numbers, $3 hashes
-- The rows are locked.
UPDATE lanes l SET number = u.number, head = u.head
  FROM unnest($1::int2[], $2::int8[], $3::bytea[]) AS u (lane, number, head)
 WHERE l.lane = ANY (ARRAY[u.lane])
