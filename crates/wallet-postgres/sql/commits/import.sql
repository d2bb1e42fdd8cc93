-- insert_commits   $1 lanes, $2 numbers, $3 hashes before, $4 roots, $5 first and $6 last ids' places, $7 ids, $8 times
-- The ids of all commits are one array, cut by position.
INSERT INTO commits (lane, number, previous, root, transaction_ids, created_at)
SELECT c.lane, c.number, c.previous, c.root, ($7::uuid[])[c.first_id:c.last_id], c.created_at
  FROM unnest($1::int2[], $2::int8[], $3::bytea[], $4::bytea[], $5::int4[], $6::int4[], $8::timestamptz[])
    AS c (lane, number, previous, root, first_id, last_id, created_at)
