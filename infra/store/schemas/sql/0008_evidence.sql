-- How much of a log has been hashed, and signed: `log`, the events, or `access`, the looks.
CREATE TABLE {schema}.tree (
  tree text PRIMARY KEY CHECK (tree IN ('log', 'access')),
  size bigint NOT NULL DEFAULT 0,
  signed bigint NOT NULL DEFAULT 0
);

INSERT INTO {schema}.tree (tree) VALUES ('log'), ('access');

-- Rows of hashes, up to 256 of one height: they grow to the right and never change.
CREATE TABLE {schema}.tile (
  tree text NOT NULL,
  level smallint NOT NULL,
  tile bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (tree, level, tile)
);

-- What was signed. Whatever left the host can be found here again, byte for byte.
CREATE TABLE {schema}.checkpoint (
  tree text NOT NULL,
  size bigint NOT NULL,
  note bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tree, size)
);

GRANT SELECT ON {schema}.tree, {schema}.tile, {schema}.checkpoint TO {web}, {follow};

GRANT UPDATE ON {schema}.tree TO {follow};

GRANT INSERT, UPDATE ON {schema}.tile TO {follow};

GRANT INSERT ON {schema}.checkpoint TO {follow};

GRANT SELECT ON {schema}.access_log TO {follow};

GRANT SELECT ON {schema}.tree TO {sweep};

GRANT SELECT (position) ON {schema}.access_log TO {sweep};

-- What kind of mail waits: those about acts wait for a seal.
GRANT SELECT (notice) ON {schema}.outbox TO {sweep};
