-- list_changes_of_owner   $1 below this number, $2 how many, $3 owner
-- Along the owner's index: a condition on the owner alone would let the planner walk past everyone's changes.
SELECT number, at, actor, actor_name, reason, action, owner, asset, object, before, after FROM changes
 WHERE (owner, number) < ($3, $1) AND owner >= $3 ORDER BY owner DESC, number DESC LIMIT $2
