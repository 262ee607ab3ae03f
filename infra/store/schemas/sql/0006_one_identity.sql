-- Who an identity is here: it must be given whole, and nobody is listed. Whoever sweeps read all of
-- them before.
CREATE FUNCTION {schema}.person_of(issuer text, sub text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN (SELECT l.person_id FROM {schema}.person_login l
    WHERE l.issuer = person_of.issuer AND l.sub = person_of.sub);
END $$;

REVOKE ALL ON FUNCTION {schema}.person_of(text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION {schema}.person_of(text, text) TO {sweep};

REVOKE SELECT (issuer, sub, person_id) ON {schema}.person_login FROM {sweep};
