-- list_changes_of_asset   ?1 below this number, ?2 how many, ?3 asset
-- As list_changes.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes WHERE asset = ?3 AND number < ?1 ORDER BY number DESC LIMIT ?2
