-- export_changes   ?1 the number before, ?2 how many
-- The oldest first.
SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes WHERE number > ?1 ORDER BY number LIMIT ?2
