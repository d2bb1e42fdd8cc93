-- insert_commits   as on plain PostgreSQL
-- The clock that ordinals are drawn from asks the nodes, which it cannot while rows are on their way to them: drawn before.
WITH drawn AS MATERIALIZED (SELECT next_ordinal() AS ordinal)
INSERT INTO commits (lane, stripe_key, number, previous, root, transaction_ids, created_at, ordinal)
SELECT c.lane, c.stripe_key, c.number, c.previous, c.root, ($8::uuid[])[c.first_id:c.last_id], c.created_at,
       (SELECT d.ordinal FROM drawn d) + c.place
  FROM unnest($1::int2[], $2::int2[], $3::int8[], $4::bytea[], $5::bytea[], $6::int4[], $7::int4[], $9::timestamptz[])
    WITH ORDINALITY AS c (lane, stripe_key, number, previous, root, first_id, last_id, created_at, place)
