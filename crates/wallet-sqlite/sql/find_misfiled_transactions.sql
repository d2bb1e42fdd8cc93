-- find_misfiled_transactions   ?1 how many
-- invariant 5: a rejected transaction has its rejection and no entries, a posted one entries and no rejection
SELECT id,
       CASE status WHEN 1 THEN 'it is posted and has a rejection or no entries'
                   WHEN 2 THEN 'it is rejected and has entries or no rejection'
                   ELSE 'it is neither posted nor rejected' END
FROM transactions
WHERE NOT (status = 1 AND first_entry IS NOT NULL AND entry_count > 0 AND rejection IS NULL
           OR status = 2 AND first_entry IS NULL AND entry_count = 0 AND rejection IS NOT NULL)
LIMIT ?1
