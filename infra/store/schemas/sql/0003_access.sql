-- Who looked: positions of its own, beside the events, for reading moves no business position.
CREATE TABLE {schema}.access_log (
  position bigint PRIMARY KEY CHECK (position > 0),
  looked_at timestamptz NOT NULL,
  entry bytea NOT NULL
);

-- A link that is somebody's alone: the table knows its digest, the mail the token. It holds for one
-- invitation: who is removed and invited again is not let in by a link of before.
CREATE TABLE {schema}.invitation (
  token_sha256 bytea PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES {schema}.person ON DELETE CASCADE,
  invitation_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE FUNCTION {schema}.look(entry bytea) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  last bigint;
  stamp timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock({look_key});
  SELECT a.position, a.looked_at INTO last, stamp
    FROM {schema}.access_log a ORDER BY a.position DESC LIMIT 1;
  last := coalesce(last, 0) + 1;
  INSERT INTO {schema}.access_log VALUES (last, greatest(clock_timestamp(), stamp), entry);
  RETURN last;
END $$;

REVOKE ALL ON FUNCTION {schema}.look(bytea) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION {schema}.look(bytea) TO {web};

GRANT SELECT ON {schema}.access_log TO {web};

GRANT SELECT, INSERT, UPDATE ON {schema}.invitation TO {web};

GRANT INSERT ON {schema}.invitation TO {follow};

GRANT SELECT (issuer, sub, person_id) ON {schema}.person_login TO {sweep};
