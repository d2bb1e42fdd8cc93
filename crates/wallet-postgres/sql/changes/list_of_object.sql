-- list_changes_of_object   $1 below this number, $2 how many, $3 id
-- As list_changes_of_owner.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (object, number) < ($3, $1) AND object >= $3 ORDER BY object DESC, number DESC LIMIT $2
