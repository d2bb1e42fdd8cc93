-- lock_cap_usages   $1 keys text[], $2 owners text[], in ascending order
-- A row that is not there yet is made, so that there is something to lock: two first commands of a day take turns, too.
INSERT INTO cap_usages AS c (key, owner) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (key, owner) DO UPDATE SET usage = c.usage
RETURNING c.key, c.owner, c.usage
