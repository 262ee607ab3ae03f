-- Who comes in by an invitation keeps the login that they came with: one of before is forgotten.
GRANT DELETE ON {schema}.person_login TO {web};
