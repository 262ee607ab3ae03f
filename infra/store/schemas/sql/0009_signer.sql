-- Who signed checkpoints of this log where it was before: what they signed stays good. Nothing of a
-- log that never moved.
CREATE TABLE {schema}.signer (
  public_key text PRIMARY KEY,
  instance uuid NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL
);

GRANT SELECT ON {schema}.signer TO {web}, {follow};
