"""The outside: PostgreSQL, Redis, HTTP, mail, embedded servers, demo, command line, wiring."""
