"""The application of a serving process: logs, wiring, and who may come in."""

import importlib

from flask import Flask

from infra import logs
from infra.settings import Settings
from infra.web.app import create_app
from infra.web.callers.auth import demo_tokens
from infra.web.callers.bearers import Authenticate
from infra.wiring import Wiring


def serve(settings: Settings) -> Flask:
    """Raises SettingRefused."""
    logs.configure(settings.log_level)
    return create_app(Wiring(settings), _authenticate(settings))


def _authenticate(settings: Settings) -> Authenticate:
    """Of the tokens that people of the demo have; elsewhere nobody comes in by such a one."""
    if not settings.demo:
        return lambda _token: None
    return demo_tokens(settings, importlib.import_module("infra.demo.personas").callers(settings))
