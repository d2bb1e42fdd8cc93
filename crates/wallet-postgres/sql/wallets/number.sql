-- number_wallets   $1 how many
-- Numbers for wallets that first credits may open; unused ones are lost.
SELECT nextval('wallet_numbers') AS number FROM generate_series(1, $1::int4)
