-- export_changes   ?1 the number before, ?2 how many
-- The oldest first.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes WHERE number > ?1 ORDER BY number LIMIT ?2
