"""Pure: no server, no clock."""
