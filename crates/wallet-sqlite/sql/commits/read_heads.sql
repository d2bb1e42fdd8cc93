-- read_heads: the last number of each table that only grows; of commits, in the writer's lane
-- The writer numbers new rows, so that a transaction knows its entries' numbers before they are written.
SELECT (SELECT coalesce(max(number), 0) FROM transactions),
       (SELECT coalesce(max(number), 0) FROM ledger_entries),
       (SELECT coalesce(max(number), 0) FROM commits WHERE number < 1 << 48)
