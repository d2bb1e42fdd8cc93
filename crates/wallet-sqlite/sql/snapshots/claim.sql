-- claim_snapshot   ?1 taken then or before, ?2 now, ?3 until when
-- The turn to take the next one, if it is due and nobody's.
UPDATE snapshots SET claimed_until = ?3
WHERE number = 1 AND (taken_at IS NULL OR taken_at <= ?1) AND (claimed_until IS NULL OR claimed_until <= ?2)
