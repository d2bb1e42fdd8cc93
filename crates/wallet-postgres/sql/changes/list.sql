-- list_changes   $1 below this number, $2 how many
-- The latest first.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE number < $1 ORDER BY number DESC LIMIT $2
