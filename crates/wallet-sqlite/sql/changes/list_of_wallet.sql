-- list_changes_of_wallet   ?1 below this number, ?2 how many, ?3 owner, ?4 asset
-- As list_changes.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
WHERE owner = ?3 AND asset = ?4 AND number < ?1
ORDER BY number DESC
LIMIT ?2
