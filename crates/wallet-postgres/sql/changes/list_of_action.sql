-- list_changes_of_action   $1 below this number, $2 how many, $3 action
-- As list_changes_of_owner.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (action, number) < ($3, $1) AND action >= $3 ORDER BY action DESC, number DESC LIMIT $2
