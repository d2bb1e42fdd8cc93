-- The lean ceiling: 200,000 transactions with two entries each, the rows of `lean_schema.sql`, written by one backend
-- with two statements. Nothing is locked, read, decided, chained or checked, no balance is kept. For pgbench -c 1 -t 1 on
-- empty tables.
INSERT INTO lean_transactions
SELECT player % 1024, id, 'u' || player, idempotency_key, decode(repeat('ab', 32), 'hex'), 1, 1, 5, ARRAY[1, player],
       ARRAY[number, number], now()
  FROM drawn;
INSERT INTO lean_entries
SELECT player % 1024, player, number, id, 5, 5, now() FROM drawn
 UNION ALL
SELECT 0, 20000, number, id, -5, 5, now() FROM drawn;
