-- list_built
-- What is not to be swept. A rebuild's is above that of what is read.
SELECT built FROM rollup_state WHERE number IN (1, 2) ORDER BY number
