-- find_ownership   $1 asset
-- With the moment that it is of, in one snapshot.
SELECT s.taken_at, s.position, s.is_approximate, o.figures
  FROM ownerships o
  JOIN snapshots s ON s.number = 1
 WHERE o.asset = $1
