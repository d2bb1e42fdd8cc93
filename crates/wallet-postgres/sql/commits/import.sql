-- insert_commits   $1 lanes, $2 their stripe keys, $3 numbers, $4 hashes before, $5 roots, $6 first and $7 last ids' places,
-- $8 ids, $9 times
-- The ids of all commits are one array, cut by position.
INSERT INTO commits (lane, stripe_key, number, previous, root, transaction_ids, created_at)
SELECT c.lane, c.stripe_key, c.number, c.previous, c.root, ($8::uuid[])[c.first_id:c.last_id], c.created_at
  FROM unnest($1::int2[], $2::int2[], $3::int8[], $4::bytea[], $5::bytea[], $6::int4[], $7::int4[], $9::timestamptz[])
    AS c (lane, stripe_key, number, previous, root, first_id, last_id, created_at)
