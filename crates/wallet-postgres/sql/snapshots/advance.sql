-- advance_snapshot   $1 taken_at, $2 position, $3 is_approximate
-- Of two that were taken at once the newer stays, and no older one comes after it.
UPDATE snapshots SET taken_at = $1, position = $2, is_approximate = $3, claimed_until = NULL
 WHERE number = 1 AND (taken_at IS NULL OR taken_at < $1)
RETURNING number
