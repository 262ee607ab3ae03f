-- How often in a row a mail could not even be tried, for want of what it is written from.
ALTER TABLE {schema}.outbox ADD COLUMN held_up int NOT NULL DEFAULT 0;

GRANT SELECT (held_up) ON {schema}.outbox TO {sweep};
