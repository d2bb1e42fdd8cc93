-- Of which store this is a copy, if it is one. Until finished_at is set the copy is not whole, and nobody may serve it.
CREATE TABLE copies (
    number      int2        CONSTRAINT copies_pk PRIMARY KEY CONSTRAINT copies_at_most_one CHECK (number = 1),
    source      text        NOT NULL,
    began_at    timestamptz NOT NULL,
    finished_at timestamptz
);
