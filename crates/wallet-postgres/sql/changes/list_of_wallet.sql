-- list_changes_of_wallet   $1 below this number, $2 how many, $3 owner, $4 asset
-- As list_changes_of_owner, along an index of its own.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (owner, asset, number) < ($3, $4, $1) AND (owner, asset) >= ($3, $4)
 ORDER BY owner DESC, asset DESC, number DESC LIMIT $2
