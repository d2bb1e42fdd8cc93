-- release_webhook_partitions   $1 holder
-- A small table.
UPDATE webhook_partitions SET holder = NULL, held_until = NULL WHERE holder = $1
