-- list_commit_ids   ?1 the first number, ?2 the number after the last, ?3 the commit's number as it is stored
-- One range of the transactions' own key.
SELECT id FROM transactions WHERE number >= ?1 AND number < ?2 AND commit_number = ?3 AND length(id) = 16
