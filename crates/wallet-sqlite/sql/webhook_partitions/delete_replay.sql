-- delete_replay   ?1 webhook
-- Along the primary key: a replay that is stopped has nothing more to save.
DELETE FROM webhook_partitions WHERE webhook = ?1 AND place >= 16
