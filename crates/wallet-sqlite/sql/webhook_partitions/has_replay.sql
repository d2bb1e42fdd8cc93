-- has_replay   ?1 webhook
-- Along the primary key: places from 16 on are those of a replay.
SELECT 1 FROM webhook_partitions WHERE webhook = ?1 AND place >= 16 LIMIT 1
