-- sweep_rollups   $1 first built, $2 built behind the last, $3 how many
-- Along the key, a few at once. In its order, or all that is to go would be looked at for each few.
DELETE FROM rollups
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM rollups WHERE built >= $1 AND built < $2
                          ORDER BY built, asset, kind, day, flow, label LIMIT $3))
RETURNING built
