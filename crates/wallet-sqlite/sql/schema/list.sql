-- list_schema
-- The statements that make the tables, indexes, triggers and views of the file; automatic indexes have none.
SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name
