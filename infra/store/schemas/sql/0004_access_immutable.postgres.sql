CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON {schema}.access_log
  FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();

CREATE TRIGGER untruncated BEFORE TRUNCATE ON {schema}.access_log
  FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();

ALTER TABLE {schema}.access_log ENABLE ALWAYS TRIGGER unchanged;

ALTER TABLE {schema}.access_log ENABLE ALWAYS TRIGGER untruncated;
