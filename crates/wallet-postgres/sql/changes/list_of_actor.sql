-- list_changes_of_actor   $1 below this number, $2 how many, $3 actor
-- As list_changes_of_owner.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (actor, number) < ($3, $1) AND actor >= $3 ORDER BY actor DESC, number DESC LIMIT $2
