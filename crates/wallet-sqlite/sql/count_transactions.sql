-- count_transactions
-- rejected ones included
SELECT count(*) FROM transactions
