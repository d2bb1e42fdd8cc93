-- list_sizes   $1 tables text[]
-- As the planner knows them, and the bytes with their indexes.
SELECT f.name, greatest(c.reltuples, 0)::int8 AS rows, pg_total_relation_size(c.oid) AS bytes
  FROM unnest($1::text[]) WITH ORDINALITY AS f (name, place)
  JOIN pg_class c ON c.oid = f.name::regclass
 ORDER BY f.place
