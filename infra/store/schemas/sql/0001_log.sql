CREATE TABLE {schema}.events (
  originator_id uuid NOT NULL,
  originator_version bigint NOT NULL CHECK (originator_version > 0),
  notification_id bigint NOT NULL CHECK (notification_id > 0),
  recorded_at timestamptz NOT NULL,
  topic text NOT NULL,
  state bytea NOT NULL,
  envelope bytea NOT NULL,
  PRIMARY KEY (originator_id, originator_version),
  UNIQUE (notification_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_freeze_min_age = 0);

-- `request_sha256` is keyed with what the client gave (see the first decision): no guess can be tried.
CREATE TABLE {schema}.commands (
  command_id uuid PRIMARY KEY,
  stream uuid NOT NULL,
  version bigint NOT NULL,
  last_position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  status smallint NOT NULL,
  request_sha256 bytea NOT NULL
);

CREATE TABLE {schema}.snapshots (
  originator_id uuid NOT NULL,
  originator_version bigint NOT NULL,
  topic text NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (originator_id, topic, originator_version)
);

CREATE TABLE {schema}.person (
  person_id uuid PRIMARY KEY,
  kind text NOT NULL DEFAULT 'human' CHECK (kind IN ('human', 'machine')),
  civility text,
  display_name text,
  email text,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  erased_at timestamptz
);

CREATE TABLE {schema}.person_login (
  issuer text NOT NULL,
  sub text NOT NULL,
  person_id uuid NOT NULL REFERENCES {schema}.person ON DELETE CASCADE,
  PRIMARY KEY (issuer, sub)
);

CREATE TABLE {schema}.free_text (
  seal text PRIMARY KEY,
  salt bytea NOT NULL,
  text text NOT NULL
);

CREATE TABLE {schema}.positions (
  projection text PRIMARY KEY,
  version int,
  position bigint NOT NULL,
  status text NOT NULL,
  error text,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE {schema}.outbox (
  outbox_id uuid PRIMARY KEY,
  event_position bigint NOT NULL,
  event_id uuid NOT NULL,
  notice text NOT NULL,
  recipient uuid NOT NULL,
  channel text NOT NULL,
  status text NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  outcome_position bigint,
  UNIQUE (event_id, recipient, channel)
);

CREATE INDEX ON {schema}.outbox (status, next_attempt_at);

-- The only way in. One stamp per save, never before the newest event's; the lock is held until the
-- commit, so positions are 1..n in commit order. The lock's key may never change: two keys would be
-- two locks. `last` is read in a statement of its own, which so sees every earlier commit.
CREATE FUNCTION {schema}.append(
  command uuid, request bytea, status smallint,
  stream uuid, version bigint, topic text, state bytea, envelope bytea
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  last bigint;
  stamp timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock({key});
  SELECT e.notification_id, e.recorded_at INTO last, stamp
    FROM {schema}.events e ORDER BY e.notification_id DESC LIMIT 1;
  last := coalesce(last, 0) + 1;
  stamp := greatest(clock_timestamp(), stamp);
  INSERT INTO {schema}.events VALUES (stream, version, last, stamp, topic, state, envelope);
  IF command IS NOT NULL THEN
    INSERT INTO {schema}.commands
      VALUES (command, stream, version, last, stamp, status, request);
  END IF;
  RETURN last;
END $$;

-- The same for several events of one save; the answer names one stream of them.
CREATE FUNCTION {schema}.append(
  command uuid, request bytea, status smallint, answer uuid, answer_version bigint,
  streams uuid[], versions bigint[], topics text[], states bytea[], envelope bytea
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  base bigint;
  stamp timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock({key});
  SELECT e.notification_id, e.recorded_at INTO base, stamp
    FROM {schema}.events e ORDER BY e.notification_id DESC LIMIT 1;
  base := coalesce(base, 0);
  stamp := greatest(clock_timestamp(), stamp);
  INSERT INTO {schema}.events
    SELECT u.stream, u.version, base + u.n, stamp, u.topic, u.state, envelope
    FROM unnest(streams, versions, topics, states)
      WITH ORDINALITY AS u (stream, version, topic, state, n);
  base := base + cardinality(streams);
  IF command IS NOT NULL THEN
    INSERT INTO {schema}.commands
      VALUES (command, answer, answer_version, base, stamp, status, request);
  END IF;
  RETURN base;
END $$;

-- The key of a request that changed what stands beside the log: no position of its own.
CREATE FUNCTION {schema}.remember(
  command uuid, request bytea, status smallint, thing uuid, version bigint
) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO {schema}.commands
    SELECT command, thing, version, coalesce(max(e.notification_id), 0), clock_timestamp(), status, request
    FROM {schema}.events e
$$;

-- The last position recorded by then (0: none). Positions have no gap and stamps never go back.
CREATE FUNCTION {schema}.position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  low bigint := 0;
  high bigint;
  middle bigint;
BEGIN
  SELECT e.notification_id INTO high
    FROM {schema}.events e ORDER BY e.notification_id DESC LIMIT 1;
  high := coalesce(high, 0);
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    IF (SELECT e.recorded_at FROM {schema}.events e WHERE e.notification_id = middle) <= moment
    THEN low := middle;
    ELSE high := middle - 1;
    END IF;
  END LOOP;
  RETURN low;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;

GRANT USAGE ON SCHEMA {schema} TO {web}, {follow}, {sweep};

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {web};

-- Whoever follows states the outcome of a mail, and no more.
GRANT EXECUTE ON FUNCTION
  {schema}.append(uuid, bytea, smallint, uuid, bigint, text, bytea, bytea),
  {schema}.append(uuid, bytea, smallint, uuid, bigint, uuid[], bigint[], text[], bytea[], bytea)
  TO {follow};

GRANT EXECUTE ON FUNCTION {schema}.position_at TO {sweep};

GRANT SELECT ON {schema}.events, {schema}.commands, {schema}.snapshots, {schema}.positions,
  {schema}.outbox TO {web}, {follow};

GRANT SELECT, INSERT, UPDATE ON {schema}.person, {schema}.person_login TO {web};

GRANT SELECT (person_id, civility, email) ON {schema}.person TO {follow};

GRANT SELECT, INSERT ON {schema}.free_text TO {web};

GRANT INSERT, UPDATE, DELETE ON {schema}.snapshots, {schema}.positions, {schema}.outbox TO {follow};

GRANT SELECT (notification_id, recorded_at) ON {schema}.events TO {sweep};

GRANT SELECT ON {schema}.positions, {schema}.migrations TO {sweep};

GRANT SELECT (outbox_id, event_position, status, next_attempt_at) ON {schema}.outbox TO {sweep};
