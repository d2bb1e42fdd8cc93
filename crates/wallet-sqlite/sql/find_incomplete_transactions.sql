-- find_incomplete_transactions   ?1 how many
-- invariant 1: a posted transaction has two entries or more, those that it names, and each of them points back at it
SELECT id, printf('it names %d entries, and %d of them point back at it', entry_count, found)
FROM (
    SELECT t.id, t.entry_count,
           (SELECT count(*) FROM ledger_entries e
            WHERE e.number >= t.first_entry AND e.number < t.first_entry + t.entry_count
              AND e.transaction_number = t.number) AS found
    FROM transactions t
    WHERE t.status = 1
)
WHERE found <> entry_count OR entry_count < 2
LIMIT ?1
