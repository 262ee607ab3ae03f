"""The rules of the house that no linter knows."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from eventsourcing.domain import Aggregate

import domain
import infra
import projections
import services
import workers
from domain.isolation import Act
from infra import queue
from infra.cli.main import COMMANDS
from projections.trail.evidence import ACTS
from services import rights as table

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (domain, services, projections, workers, infra)
LONGEST_FILE = 200
LONGEST_FUNCTION = 40
# Longer on purpose, with its reason in its first lines.
LONG_FILES = {
    "domain/convention/convention.py",  # the whole fold, one method per fact
    "domain/access/member.py",  # as above
    "services/conventions/commands.py",  # a list: a few lines a command
    "domain/convention/errors.py",  # a list: three lines a refusal
    "infra/evidence/pacte_verify.py",  # goes out alone, in one file that anybody can read
}


def sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def everything() -> Iterator[tuple[str, ast.Module]]:
    return sources(*(package.__name__ for package in PACKAGES))


def mutators() -> set[str]:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    found: set[str] = set()
    kinds = [k for k in Aggregate.__subclasses__() if k.__module__.startswith("domain.")]
    for kind in kinds:
        found |= {
            name
            for name, value in vars(kind).items()
            if type(value).__name__ == "CommandMethodDecorator" and not name.startswith("__")
        }
    return found


def test_packages_are_the_five_of_this_checkout() -> None:
    for package in PACKAGES:
        assert package.__file__ is not None
        assert Path(package.__file__).parent.parent == ROOT
        assert (Path(package.__file__).parent / "py.typed").exists()


def test_every_folder_of_code_says_what_lives_there() -> None:
    for path, tree in everything():
        assert ast.get_docstring(tree), f"{path} does not say what it is for"


def test_only_settings_read_the_environment() -> None:
    for path, tree in everything():
        if path == "infra/settings.py":
            continue
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "os"
        }
        assert not used & {"environ", "getenv"}, f"{path} reads the environment"


def test_only_the_domain_states_facts() -> None:
    facts = mutators()
    assert len(facts) > 30
    for path, tree in sources("services", "projections", "workers", "infra"):
        called = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not called & facts, f"{path} states a fact without its rule: {called & facts}"


SQL = re.compile(
    r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|REVOKE|TRUNCATE)\b"
)


def test_no_statement_is_built_from_text() -> None:
    """An f-string, `%` or `+` that begins like SQL: identifiers are quoted by psycopg.sql only."""
    for path, tree in everything():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and node.values:
                first = node.values[0]
                text = first.value if isinstance(first, ast.Constant) else ""
                assert not SQL.match(str(text)), f"{path}:{node.lineno} builds a statement"
            if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                constant = isinstance(node.right, ast.Constant | ast.Name)
                constant = constant and str(getattr(node.right, "id", "A")).isupper()
                assert constant or not SQL.match(str(node.left.value)), f"{path}:{node.lineno}"


# Servers of our own, databases that may not be ours yet, the demonstration, somebody's terminal.
BESIDE_THE_STORE = ("infra/embedded/", "infra/doctor/", "infra/demo/", "infra/cli/psql.py")


def test_of_infra_only_the_store_speaks_sql() -> None:
    for path, tree in sources("services", "workers", "infra"):
        if path.startswith(("infra/store/", *BESIDE_THE_STORE)):
            continue
        for node in ast.walk(tree):
            said = isinstance(node, ast.Constant) and SQL.match(str(node.value))
            assert not said, f"{path}:{getattr(node, 'lineno', 0)} speaks SQL"


def test_files_and_functions_stay_small() -> None:
    for path, tree in everything():
        lines = len((ROOT / path).read_text().splitlines())
        assert lines <= LONGEST_FILE or path in LONG_FILES, f"{path} has {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and path not in LONG_FILES:
                size = (node.end_lineno or node.lineno) - node.lineno
                assert size <= LONGEST_FUNCTION, f"{path}:{node.lineno} {node.name} is long"


# Commands that nobody gives by HTTP, and by what else they come in.
ROUTELESS = {
    "ActivateTenant": "once its schema stands: pacte tenant declare, or pacte work --admin",
    "CloseTenant": "pacte tenant close: it makes the sealed export that the event names",
    "ExportTenant": "pacte tenant export: the file goes to whoever runs the machine",
    "MoveTenant": "pacte tenant export --move-to: as above",
    "ReceiveTenant": "pacte tenant import: as above",
    "ExportAudit": "pacte audit export: as above",
    "PublishFramework": "the founding of a platform (infra/tenants/framework.py)",
    "RegisterMeasure": "as above",
    "PublishKindRules": "as above",
}


def commands() -> Iterator[str]:
    """The classes of commands: all of `commands.py`, and those about persons."""
    for path, tree in sources("services"):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and (
                path.endswith("commands.py")
                or (path == "services/people.py" and node.name.endswith("Person"))
            ):
                yield node.name


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_command_has_a_route_or_says_why_not() -> None:
    routed = {found for _, tree in sources("infra/web/api") for found in mentioned(tree)}
    known = set(commands())
    assert {"CorrectPerson", "Sign", "AdjustFunding"} <= known
    assert known - routed == ROUTELESS.keys()


def test_every_command_has_a_right_and_a_service() -> None:
    rights = {name for name, _ in table.LINES}
    functions = {
        node.name
        for _, tree in sources("services")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    for command in commands():
        assert snake(command) in rights, f"{command} has no row in the rights table"
        assert snake(command) in functions, f"{command} has no service"


def test_every_job_says_for_whom_it_acts() -> None:
    """What the queue names, and what is saved in a service without the asking of anybody."""
    queued = {
        name.rpartition(".")[2]
        for name in vars(queue).values()
        if isinstance(name, str) and re.fullmatch(r"infra(\.\w+)+", name) and name != queue.__name__
    }
    unasked = {
        node.name
        for path, tree in sources("services")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and path != "services/pactes.py"
        if any(isinstance(each, ast.Attribute) and each.attr == "save" for each in ast.walk(node))
    }
    assert {"deliver", "provision"} <= queued
    assert queued | unasked == table.JOBS.keys()


# What only the owner does, and what writes to a log in bulk.
OF_THE_OWNER = {
    "owner",
    "owned",
    "provision",
    "migrate",
    "OwnerWorkshop",
    "import_conventions",
}
# Without the oracle: what changes nothing of a tenant, or is a step of what stands within it.
UNPROVED = {
    "infra/cli/projections.py:_rebuilt": "a step of `rebuild_`, which hands it the oracle",
    "infra/cli/acts/import_.py:_take_over": "a step of `command`",
    "infra/demo/rebuilding.py:_rebuild": "a step of `perform`, which hands it the oracle",
    "infra/demo/living/acts.py:take_over": "logs of the demo alone; again, it records nothing",
    "infra/demo/guard.py:refuse_real": "reads",
    "infra/doctor/schemas.py:schemas": "reads",
    "infra/access/erasing.py:_erase": "a step of what hands it the oracle",
    "infra/tenants/moving/receiving.py:_take_in": "a step of `receive`",
    "infra/tenants/moving/leaving.py:_written": "a step of `leave`",
    "infra/tenants/moving/leaving.py:_shut": "a step of `leave`, which hands it the oracle",
    "infra/tenants/migrating.py:bring_up_to_date": "hands over what is behind to `_proved`",
    "infra/runner/child.py:_spawned": "hands the address on, and uses it not",
}
# Jobs of the process that holds the owner's address.
JOBS = {
    "provision": "complete",
    "finish_closing": "one event, and a file",
    "finish_erasing": "erase_person",
    "self_audit": "reads; one event",
}


def test_no_administrative_act_lacks_the_oracle() -> None:
    acting, proved = set(), set()
    for path, tree in sources("infra"):
        if path.startswith("infra/store/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and path != "infra/tenants/administering.py":
                names, where = mentioned(node), f"{path}:{node.name}"
                owned = names & OF_THE_OWNER or {"Held", "database_owner_url"} <= names
                if owned and "isolated" not in names:
                    acting.add(where)
                if "isolated" in names:
                    proved |= {name for name in names if name in Act.__members__}
    assert acting == UNPROVED.keys()
    assert proved == Act.__members__.keys()
    assert set(ACTS) == set(Act)
    administering = next(t for p, t in sources("infra") if p == "infra/tenants/administering.py")
    functions = {node.name for node in administering.body if isinstance(node, ast.FunctionDef)}
    assert {name for name in functions if not name.startswith("_")} - {"serve"} == JOBS.keys()


def test_every_export_has_a_right() -> None:
    """`pacte tenant export` is `export_tenant`; whoever calls it asks for that right first."""
    groups = {name: importlib.import_module(path).command for name, (path, _) in COMMANDS.items()}
    exports = {
        f"{verb}_{name}"
        for name, group in groups.items()
        for verb in getattr(group, "commands", {})
        if verb == "export"
    }
    assert exports
    assert exports <= {name for name, _ in table.LINES}
    writers = [
        node
        for path, tree in sources("infra")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and "sealed_export" in mentioned(node)
    ]
    assert writers
    for node in writers:
        assert exports & mentioned(node), f"{node.name} exports without asking for the right"


def mentioned(tree: ast.AST) -> set[str]:
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)]
    return {node.attr if isinstance(node, ast.Attribute) else node.id for node in names}


def test_the_project_speaks_of_the_product_alone() -> None:
    """No address of a registry, no folder of one machine."""
    registries = ("py" + "pi.org", "python" + "hosted", "npm" + "js.", "deb." + "debian.org")
    folders = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm)/")
    for path in ROOT.rglob("*"):
        if path.is_dir() or {".git", ".venv"} & set(path.parts) or "cache" in str(path):
            continue
        if path.suffix not in {".py", ".md", ".toml", ".yml", ".txt", ".sql", ".json", ".mjml"}:
            continue
        text = path.read_text(encoding="utf-8")
        assert not any(name in text for name in registries), path
        assert not folders.search(text), path
