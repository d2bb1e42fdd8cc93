-- set_layout   $1 layout
-- In the transaction that adds lanes: whoever locks a lane from then on learns that its map is old.
UPDATE lanes SET layout = $1
