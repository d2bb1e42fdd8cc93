-- list_changes_of_owner   ?1 below this number, ?2 how many, ?3 owner, ?4 asset or null
-- as list_changes
SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
WHERE owner = ?3 AND number < ?1 AND (?4 IS NULL OR asset = ?4)
ORDER BY number DESC LIMIT ?2
