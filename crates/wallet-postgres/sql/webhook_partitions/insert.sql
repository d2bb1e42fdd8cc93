-- insert_webhook_partitions   $1 webhook, $2 first place, $3 last place, $4 progress
-- A place that is there is left as it is.
INSERT INTO webhook_partitions (webhook, place, progress)
SELECT $1, place, $4 FROM generate_series($2::int2::int4, $3::int2::int4) AS place
ON CONFLICT (webhook, place) DO NOTHING
