"""What the embedded servers refuse to do, said to the person at the terminal."""

import click


class ServersRefused(click.ClickException):
    """The servers cannot be started as things are; the message says what to change."""
