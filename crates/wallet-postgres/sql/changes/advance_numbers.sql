-- advance_change_numbers
-- The next change's number follows the greatest that was copied.
SELECT setval(pg_get_serial_sequence('changes', 'number'), n.latest) FROM (SELECT max(number) AS latest FROM changes) n
 WHERE n.latest IS NOT NULL
