-- find_broken_commits   ?1 how many
-- invariant 4: commits are numbered without gaps and hold all transactions, so none was taken out or slipped in
SELECT 'commit ' || number,
       CASE WHEN number <> number_before + 1 THEN printf('it follows commit %d', number_before)
            WHEN first_transaction <> next_before THEN printf('it begins with transaction number %d, not with %d',
                                                              first_transaction, next_before)
            ELSE printf('it holds %d transactions, and %d are there', transaction_count, found) END
FROM (
    SELECT c.number, c.first_transaction, c.transaction_count,
           lag(c.number, 1, 0) OVER history AS number_before,
           lag(c.first_transaction + c.transaction_count, 1, 1) OVER history AS next_before,
           (SELECT count(*) FROM transactions t
            WHERE t.number >= c.first_transaction AND t.number < c.first_transaction + c.transaction_count
              AND t.commit_number = c.number) AS found
    FROM commits c
    WINDOW history AS (ORDER BY c.number)
)
WHERE number <> number_before + 1 OR first_transaction <> next_before OR found <> transaction_count
LIMIT ?1
