-- list_replays
-- A small table. Places from 16 on are those of a replay.
SELECT DISTINCT webhook FROM webhook_partitions WHERE place >= 16
