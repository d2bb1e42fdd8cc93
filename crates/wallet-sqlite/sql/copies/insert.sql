-- insert_copy   ?1 source, ?2 time
-- Unfinished until finish_copy.
INSERT INTO copies (number, source, began_at) VALUES (1, ?1, ?2)
