-- What an authority of time (RFC 3161) was asked about a signed checkpoint, and what it answered.
-- `answer`: its bytes as they came; `stamped_at`: its own time, never ours.
CREATE TABLE {schema}.time_stamp (
  tree text NOT NULL,
  size bigint NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'stamped', 'refused')),
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  asked_at timestamptz,
  cause text,
  answer bytea,
  stamped_at timestamptz,
  authority text,
  PRIMARY KEY (tree, size),
  FOREIGN KEY (tree, size) REFERENCES {schema}.checkpoint,
  CHECK (num_nonnulls(answer, stamped_at, authority) = CASE status WHEN 'stamped' THEN 3 ELSE 0 END)
);

CREATE INDEX time_stamp_waiting ON {schema}.time_stamp (next_attempt_at) WHERE status = 'pending';

GRANT SELECT ON {schema}.time_stamp TO {web}, {follow};

GRANT INSERT (tree, size) ON {schema}.time_stamp TO {follow};

GRANT UPDATE (status, next_attempt_at, attempts, asked_at, cause, answer, stamped_at, authority)
  ON {schema}.time_stamp TO {follow};

GRANT SELECT (tree, size, status, queued_at, next_attempt_at, cause)
  ON {schema}.time_stamp TO {sweep};
