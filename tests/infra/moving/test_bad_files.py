"""Files that are not, or not any more, what an export wrote: nothing of them is taken in."""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import encode
from domain.evidence.merkle import leaf_hash, root
from infra.cli import main
from infra.cli.french import speak_french
from infra.embedded.servers import Servers
from infra.tenants.moving.reading import head, nothing, read
from infra.tenants.moving.source import FileRefused
from tests.infra.cli.terminal import Terminal
from tests.infra.moving.files import Parts, forged, taken_apart, written
from tests.infra.moving.hosts import NEW, SIRET, WHY, Host, given, lived
from tests.servers import fresh_database


class Silent(Terminal):
    """Whoever types here hears nothing."""

    def said(self, *arguments: str, code: int = 0) -> Any:
        assert main.run(list(arguments)) == code


@pytest.fixture(scope="module")
def kept(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What one export wrote."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch, fresh_database(servers) as database:
        speak_french()
        silent = Silent(None)  # type: ignore[arg-type]
        with given(database, servers.redis_url, folder / "old", silent, patch) as host:
            lived(host)
            host.said("tenant", "suspend", "48", *WHY)
            host.follow()
            host.said("tenant", "export", "48", "--move-to", NEW, "--to", str(folder / "out"))
        (path,) = (folder / "out").iterdir()
        yield path


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as refusal:
        read(path, nothing)
    return refusal.value.sentence


def edited(line: bytes, **fields: Any) -> bytes:
    return encode(json.loads(line) | fields)


def swapped(parts: Parts) -> None:
    events = parts.sections["events"]
    events[3], events[4] = events[4], events[3]


def swapped_and_renumbered(parts: Parts) -> None:
    """In the order of their positions, which are not those that were sealed."""
    events = parts.sections["events"]
    third, fourth = json.loads(events[3]), json.loads(events[4])
    for at, one, other in ((3, fourth, third), (4, third, fourth)):
        stamps = {name: other[name] for name in ("position", "recorded_at")}
        events[at] = encode(one | stamps)


def renumbered(parts: Parts) -> None:
    events = parts.sections["events"]
    events[:] = [edited(line, position=json.loads(line)["position"] + 1) for line in events]


def dropped(parts: Parts) -> None:
    del parts.sections["events"][4]
    parts.header["rows"]["events"] -= 1


def cut(parts: Parts) -> None:
    """The newest one, as if it had never been."""
    parts.sections["events"].pop()
    parts.header["rows"]["events"] -= 1


def added(parts: Parts) -> None:
    events = parts.sections["events"]
    last = json.loads(events[-1])
    more = {"position": last["position"] + 1, "version": last["version"] + 1}
    events.append(encode(last | more))
    parts.header["rows"]["events"] += 1


def back_in_time(parts: Parts) -> None:
    parts.sections["events"][5] = edited(
        parts.sections["events"][5], recorded_at="2020-01-01T00:00:00.000000Z"
    )


def of_another(parts: Parts) -> None:
    parts.sections["events"][2] = edited(parts.sections["events"][2], tenant="05")


def not_canonical(parts: Parts) -> None:
    events = parts.sections["events"]
    events[2] = json.dumps(json.loads(events[2]), sort_keys=True).encode()


def rooted_anew(parts: Parts) -> None:
    """One event is another one, and the header says the root that it gives."""
    event = json.loads(parts.sections["events"][0])
    event["state"] = event["state"] | {"legal_name": "Autre nom"}
    parts.sections["events"][0] = encode(event)
    parts.header["root"] = root(map(leaf_hash, parts.sections["events"])).hex()


def look_altered(parts: Parts) -> None:
    looks = parts.sections["access_log"]
    entry = json.loads(looks[0])["entry"]
    looks[0] = edited(looks[0], entry=entry | {"purpose": "autre chose"})


def unsigned(parts: Parts) -> None:
    parts.header["signers"] = []


def without_the_last_checkpoint(parts: Parts) -> None:
    known = parts.sections["checkpoint"]
    head = parts.header["rows"]["events"]
    kept = [line for line in known if json.loads(line)[:2] != ["log", head]]
    assert len(kept) == len(known) - 1
    parts.sections["checkpoint"] = kept
    parts.header["rows"]["checkpoint"] = len(kept)


def checkpoint_of_another_size(parts: Parts) -> None:
    row = json.loads(parts.sections["checkpoint"][0])
    row[1] += 1
    parts.sections["checkpoint"][0] = json.dumps(row).encode()


def other_code(parts: Parts) -> None:
    parts.header["declared"]["code"] = "platform"


def lower_case(parts: Parts) -> None:
    parts.header["declared"]["code"] = "2a"


def section_missing(parts: Parts) -> None:
    del parts.header["rows"]["person"]


def other_format(parts: Parts) -> None:
    parts.header["format"] = "pacte-move/2"


def column_more(parts: Parts) -> None:
    row = json.loads(parts.sections["person"][0])
    parts.sections["person"][0] = json.dumps([*row, "x"]).encode()


def without_a_zone(parts: Parts) -> None:
    events = parts.sections["events"]
    events[2] = edited(events[2], recorded_at="2024-06-01T12:00:00.000000")


def look_without_a_zone(parts: Parts) -> None:
    looks = parts.sections["access_log"]
    looks[0] = edited(looks[0], looked_at="2024-06-01T12:00:00.000000")


def nested_too_deep(parts: Parts) -> None:
    line = parts.sections["events"][2]
    at = line.index(b'"state":') + len(b'"state":')
    parts.sections["events"][2] = line[:at] + b"[" * 100_000 + line[at:]


def fewer_than_none(parts: Parts) -> None:
    parts.header["rows"]["free_text"] = -1
    parts.sections["free_text"] = []


def key_twice(parts: Parts) -> None:
    parts.header["signers"] *= 2


def key_that_signs_still(parts: Parts) -> None:
    parts.header["signers"][0][-1] = None


WRONG: dict[Callable[[Parts], None], str] = {
    swapped: "la position 4 était attendue, on y lit 5",
    swapped_and_renumbered: "ne donnent pas la racine annoncée",
    renumbered: "la position 1 était attendue, on y lit 2",
    dropped: "la position 5 était attendue, on y lit 6",
    cut: "ne donnent pas la racine annoncée",
    added: "ne donnent pas la racine annoncée",
    back_in_time: "son instant d’enregistrement recule",
    of_another: "elle est du journal de 05",
    not_canonical: "n’est pas sous sa forme canonique",
    rooted_anew: "contredisent le point de contrôle signé à la taille",
    look_altered: "Les consultations ne donnent pas la racine annoncée",
    unsigned: "n’est signé par aucun des hébergeurs",
    without_the_last_checkpoint: "Aucun point de contrôle signé ne tient le dernier événement",
    checkpoint_of_another_size: "est d’un autre journal, ou d’une autre taille",
    other_code: "n’est pas un code de département",
    lower_case: "n’est pas écrit comme il est publié",
    section_missing: "ne sont pas celles d’un déménagement",
    without_a_zone: "son instant n’a pas de fuseau",
    look_without_a_zone: "son instant n’a pas de fuseau",
    nested_too_deep: "n’a pas la forme attendue",
    fewer_than_none: "ce qu’il annonce se contredit",
    key_twice: "ce qu’il annonce se contredit",
    key_that_signs_still: "une clé de l’hébergeur d’avant y signe encore",
    other_format: "n’a pas la forme attendue",
    column_more: "n’a pas la forme attendue",
}


def test_as_it_was_written_it_holds(kept: Path, tmp_path: Path) -> None:
    header = read(kept, nothing)
    assert header == head(kept) == read(forged(kept, tmp_path, lambda _: None), nothing)
    assert (header.tenant, header.to, header.instance) == ("48", NEW, header.origin)
    assert min(header.rows.values()) > 0, header.rows
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("change", WRONG, ids=lambda change: change.__name__)
def test_what_was_changed_is_refused(
    kept: Path, tmp_path: Path, change: Callable[[Parts], None]
) -> None:
    assert WRONG[change] in refused(forged(kept, tmp_path, change))


@pytest.mark.parametrize("section", ["events", "access_log", "checkpoint"])
def test_one_byte_off_is_refused_wherever_it_is(kept: Path, tmp_path: Path, section: str) -> None:
    chance = random.Random(6)  # noqa: S311 - to be drawn again
    for _ in range(40):

        def one_byte(parts: Parts) -> None:
            lines = parts.sections[section]
            number = chance.randrange(len(lines))
            line = bytearray(lines[number])
            line[chance.randrange(len(line))] ^= 1 << chance.randrange(7)
            # A line feed would be one more line.
            lines[number] = bytes(line).replace(b"\n", b"~")

        path = forged(kept, tmp_path, one_byte)
        if section == "checkpoint" and sealed_at_alone(kept, path):
            continue
        refused(path)


def sealed_at_alone(kept: Path, path: Path) -> bool:
    """Our own clock beside the note: nothing proves it, and nothing rests on it."""
    try:
        told = taken_apart(path).sections["checkpoint"]
        pairs = zip(taken_apart(kept).sections["checkpoint"], told, strict=True)
        return all(json.loads(one)[:3] == json.loads(other)[:3] for one, other in pairs)
    except ValueError:
        return False


def test_a_byte_that_flips_on_the_way_is_seen_anywhere(kept: Path, tmp_path: Path) -> None:
    """Persons and texts are no part of a tree: the hash of the whole holds them."""
    data = kept.read_bytes()
    for at in range(12, len(data), len(data) // 50):
        path = tmp_path / "flipped.jsonl.gz"
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        refused(path)
    parts = taken_apart(kept)
    body = [json.dumps(parts.header).encode(), *(x for y in parts.sections.values() for x in y)]
    whole = gzip.decompress(written(body, tmp_path).read_bytes())
    path.write_bytes(gzip.compress(whole.replace(b"presidente@48.test", b"presidente@49.test")))
    assert "son empreinte diffère" in refused(path)


def test_a_copy_that_was_interrupted_is_refused_wherever_it_stopped(
    kept: Path, tmp_path: Path
) -> None:
    data, path = kept.read_bytes(), tmp_path / "cut.jsonl.gz"
    for size in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:size])
        refused(path)
    whole = gzip.decompress(data)
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(gzip.compress(whole[:size]))
        assert "interrompue" in refused(path)
    path.write_bytes(gzip.compress(whole + b"{}\n"))
    assert "continue après sa fin" in refused(path)


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    for data in (b"", b"rien", gzip.compress(b"\n"), gzip.compress(b"[]\n"), b"\x1f\x8b\x08"):
        path.write_bytes(data)
        refused(path)


@pytest.mark.parametrize("change", [swapped_and_renumbered, rooted_anew, other_code])
def test_it_leaves_no_trace_at_the_host_that_was_given_it(
    kept: Path, tmp_path: Path, new: Host, change: Callable[[Parts], None]
) -> None:
    new.said("tenant", "declare", "05", "--siret", SIRET)
    before = stands(new)
    told = new.refused("tenant", "import", str(forged(kept, tmp_path, change)))
    assert "Rien n’a été écrit." in told
    assert stands(new) == before


def test_who_is_here_already_is_not_replaced(kept: Path, new: Host) -> None:
    new.said("tenant", "declare", "48", "--siret", SIRET)
    before = stands(new)
    assert "48 existe déjà ici" in new.refused("tenant", "import", str(kept))
    assert stands(new) == before


def test_received_once_it_is_not_received_again(kept: Path, new: Host) -> None:
    new.said("tenant", "import", str(kept))
    before = stands(new)
    assert "48 existe déjà ici" in new.refused("tenant", "import", str(kept))
    assert stands(new) == before


def stands(host: Host) -> list[tuple[Any, ...]]:
    """Schemas, and all events of the platform."""
    schemas = host.rows(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 't_') ORDER BY 1"
    )
    count = host.rows("SELECT count(*), max(notification_id) FROM t_platform.events")
    return [*schemas, *count]
