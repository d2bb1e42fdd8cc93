-- list_changes_of_asset   $1 below this number, $2 how many, $3 asset
-- As list_changes_of_owner.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (asset, number) < ($3, $1) AND asset >= $3 ORDER BY asset DESC, number DESC LIMIT $2
