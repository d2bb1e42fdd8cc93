-- advance_wallet_numbers
-- The next wallet's number follows the greatest that was copied.
SELECT setval('wallet_numbers', n.latest) FROM (SELECT max(id & ((1::int8 << 48) - 1)) AS latest FROM wallets) n
 WHERE n.latest IS NOT NULL
