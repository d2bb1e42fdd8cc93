-- list_changes_of_owner   $1 below this number, $2 how many, $3 owner
-- Along the owner's index: a condition on the owner alone leaves a walk past everyone's changes to be chosen.
SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
 WHERE (owner, number) < ($3, $1) AND owner >= $3 ORDER BY owner DESC, number DESC LIMIT $2
