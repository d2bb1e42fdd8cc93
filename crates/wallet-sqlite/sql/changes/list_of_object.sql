-- list_changes_of_object   ?1 below this number, ?2 how many, ?3 id
-- As list_changes.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes WHERE object = ?3 AND number < ?1 ORDER BY number DESC LIMIT ?2
