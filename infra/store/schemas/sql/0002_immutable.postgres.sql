-- Privileges already refuse everybody but the owner; this refuses the owner too, and replication
-- tools. Citus refuses triggers on distributed tables: there the rights and the tree of proofs stand.
CREATE FUNCTION {schema}.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'An event is never changed or removed.' USING ERRCODE = 'restrict_violation';
END $$;

REVOKE ALL ON FUNCTION {schema}.refuse_change() FROM PUBLIC;

CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON {schema}.events
  FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();

CREATE TRIGGER untruncated BEFORE TRUNCATE ON {schema}.events
  FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();

ALTER TABLE {schema}.events ENABLE ALWAYS TRIGGER unchanged;

ALTER TABLE {schema}.events ENABLE ALWAYS TRIGGER untruncated;
