"""`pacte`: finds the command, loads nothing else, and says in French what went wrong."""

import importlib
import importlib.util
import logging
import sys
import traceback
from pathlib import Path

import click

from infra.cli.french import speak_french

COMMANDS = {
    "demo": ("infra.cli.processes.demo", "Joue l’histoire de trois départements, de bout en bout."),
    "up": ("infra.cli.processes.up", "Lance tout\u00a0: serveurs, site, suivi, courriers."),
    "doctor": ("infra.cli.doctor", "Dit ce qui ne va pas, et quoi faire."),
    "psql": ("infra.cli.psql", "Ouvre la base sous un rôle donné."),
    "migrate": ("infra.cli.migrate", "Met les schémas de la base à jour."),
    "tenant": ("infra.cli.tenants.tenant", "Déclare, liste, suspend et ferme les départements."),
    "member": (
        "infra.cli.persons.member",
        "Invite des membres, donne et retire des rôles.",
    ),
    "person": (
        "infra.cli.persons.person",
        "Efface des données personnelles.",
    ),
    "mandate": (
        "infra.cli.persons.mandate",
        "Mandats de l’État au-dessus des départements.",
    ),
    "sso": ("infra.cli.tenants.sso", "Fournisseurs d’identité\u00a0: ajoute, vérifie, retire."),
    "import": ("infra.cli.acts.import_", "Importe une convention signée sur papier."),
    "compare": ("infra.cli.acts.compare", "Compare versions, exercices ou départements."),
    "replay": ("infra.cli.acts.replay", "Rejoue le journal, fait par fait ou à une date."),
    "audit": ("infra.cli.evidence.audit", "Paquets d’audit\u00a0: écrit, vérifie, change de clé."),
    "projections": ("infra.cli.projections", "État et reconstruction des tableaux de lecture."),
    "notifications": ("infra.cli.notifications", "Courriers dus, courriers abandonnés."),
    "openapi": ("infra.cli.openapi", "Écrit la description OpenAPI de l’API."),
    "web": ("infra.cli.processes.web", "Processus\u00a0: l’API."),
    "follow": (
        "infra.cli.processes.follow",
        "Processus\u00a0: du journal aux tableaux.",
    ),
    "work": ("infra.cli.processes.work", "Processus\u00a0: envois et autres travaux."),
    "tick": ("infra.cli.processes.tick", "Processus\u00a0: ce qui revient à heure fixe."),
    "provider": (
        "infra.cli.tenants.provider",
        "Processus\u00a0: le service d’identité de la démonstration.",
    ),
}
# Started by `pacte up --demo`, by nobody else.
HIDDEN = frozenset(("provider",))


class Commands(click.Group):
    """Each module of the table holds its command under the name `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for name, (module, _) in COMMANDS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commandes"):
            shown = [name for name in self.list_commands(ctx) if name not in HIDDEN]
            formatter.write_dl([(name, COMMANDS[name][1]) for name in shown])


@click.command(cls=Commands)
def cli() -> None:
    """Les pactes locaux des solidarités, événement par événement."""


def main() -> None:
    speak_french()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code; every message is already printed."""
    try:
        code = cli.main(arguments, prog_name="pacte", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return error.exit_code
    except click.UsageError as error:
        click.echo(f"Erreur\u00a0: {error.format_message()}", err=True)
        click.echo(f"Essayez «\u00a0{_path(error)} --help\u00a0».", err=True)
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"Erreur\u00a0: {error.format_message()}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrompu.", err=True)
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort of the terminal: no traceback there
        click.echo(_explained(error), err=True)
        return 1
    return code if isinstance(code, int) else 0


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "pacte"


def _explained(error: Exception) -> str:
    from infra.cli.remedies import remedy  # noqa: PLC0415 - only when something broke

    known = remedy(error)
    return f"Erreur\u00a0: {known}" if known else _unexpected(error)


def _unexpected(error: Exception) -> str:
    try:
        log = _log(error)
    except (OSError, click.ClickException):
        detail = "".join(traceback.format_exception(error))
        return f"Erreur inattendue, qu’aucun fichier n’a pu recevoir\u00a0:\n{detail}"
    return (
        f"Erreur inattendue ({type(error).__name__}). Le détail est dans {log}. "
        "«\u00a0pacte doctor\u00a0» dit si un serveur manque."
    )


def _log(error: Exception) -> Path:
    from infra.embedded.servers import make_home  # noqa: PLC0415 - only when something broke
    from infra.settings import Settings  # noqa: PLC0415
    from workers.trace import trace  # noqa: PLC0415

    path = make_home(Settings.from_environ().home) / "logs" / "pacte.log"
    logger = logging.getLogger("pacte.cli")
    handler = logging.FileHandler(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    # A process that serves writes its logs to the terminal, where no traceback belongs.
    logger.propagate = False
    logger.addHandler(handler)
    try:
        logger.error("unexpected %s", trace(error))
    finally:
        logger.removeHandler(handler)
        handler.close()
    return path


if __name__ == "__main__":
    main()
