"""What the verifier says of bundles that were touched, and of what was kept outside."""

import json
import shutil
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.canonical import NotCanonical, encode
from domain.evidence import checkpoint, proofs, verifier_key
from domain.evidence.checkpoint import Checkpoint
from domain.evidence.verifier_key import VerifierKey
from infra.evidence import pacte_verify
from infra.evidence.keys import SigningKey
from infra.evidence.pacte_verify import Wrong, main
from tests.domain.evidence.grown import entry, sealed
from tests.infra.evidence.attacks import copied, detected, faults, judged, refiled, rewritten
from tests.infra.evidence.bundles import Site

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@pytest.fixture
def bundle(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "bundle")


def edited(folder: Path, name: str, old: bytes, new: bytes) -> None:
    data = (folder / name).read_bytes()
    assert old in data
    (folder / name).write_bytes(data.replace(old, new, 1))


def found(folder: Path, **asked: Any) -> list[tuple[int | None, str | None]]:
    report = judged(folder, **asked)
    assert report
    return [(one.position, one.field) for one in report.findings if one.holds is False]


def mail_with(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Votre signature est attendue"
    message.set_content("Bonjour,\n\nVotre signature est attendue.\n")
    message.add_attachment(text, filename="point-de-controle.txt")
    return message.as_bytes(policy=SMTP)


@given(JSONS)
def test_canonical_json_is_that_of_the_log(value: Any) -> None:
    try:
        data = encode(value)
    except NotCanonical:
        return
    assert pacte_verify.decoded(data) == json.loads(data)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        "1.0",
        "1e3",
        "NaN",
        "-0",
        "9007199254740992",
        '"\\u00e9"',
        '"\\u0000"',
        '"\\ud800"',
        '"e\u0301"',
        '{"é":1}',
        "[" * 100_000,
        "",
        "\ufeff1",
    ],
)
def test_any_other_json_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        pacte_verify.decoded(text.encode())


@given(st.integers(1, 70), st.integers(1, 70))
def test_its_trees_and_proofs_are_those_of_the_log(one: int, other: int) -> None:
    old, new = sorted((one, other))
    log, tree = sealed(new), pacte_verify.Tree()
    for index in range(new):
        tree.add(pacte_verify.leaf_hash(entry(index)))
    assert tree.root == log.heads[new].root
    heads = [pacte_verify.Checkpoint("o", size, log.heads[size].root) for size in (old, new)]
    path = proofs.inclusion_proof(log.subtree, old - 1, new)
    leaf = pacte_verify.leaf_hash(entry(old - 1))
    assert pacte_verify.included(leaf, old - 1, new, path, tree.root)
    assert not pacte_verify.included(leaf, old, new, path, tree.root)
    path = proofs.consistency_proof(log.subtree, old, new)
    assert pacte_verify.begins(heads[0], heads[1], path) == (old < new)
    assert not pacte_verify.begins(heads[0], heads[1], [*path, bytes(32)])


def test_its_keys_and_notes_are_those_of_the_log() -> None:
    key, log = SigningKey.generate(), sealed(5)
    own = VerifierKey("o/t/48", key.public)
    signed = checkpoint.signed(Checkpoint("o/t/48", log.heads[5]), own, key.sign).encode()
    known = pacte_verify.parse_key(str(own))
    assert (known.name, known.public) == (own.name, own.public)
    found, signers = pacte_verify.opened(pacte_verify.sole_note(signed), [known])
    assert (found.size, found.root, signers) == (5, log.heads[5].root, [known])
    with pytest.raises(Wrong):
        pacte_verify.parse_key(str(own).replace("o/t/48", "o/t/05"))
    assert verifier_key.parse(str(own)) == own


def test_what_is_too_many_or_missing_is_named(bundle: Path) -> None:
    (bundle / "notes.txt").write_text("x")
    (bundle / "checkpoints" / "more").mkdir()
    (bundle / "texts.json").unlink()
    (bundle / "state.json").rename(bundle / "checkpoints" / "state.json")
    told = "\n".join(faults(bundle))
    for name in ("notes.txt", "checkpoints/more", "checkpoints/state.json"):
        assert f"{name} est de trop" in told
    for name in ("texts.json", "state.json"):
        assert f"{name} manque" in told


@pytest.mark.parametrize("name", ["events.jsonl", "manifest.json", "checkpoints/9.txt"])
def test_what_is_no_ordinary_file_is_not_read(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    (bundle / name).symlink_to("/dev/null")
    assert detected(bundle)


@pytest.mark.parametrize("name", ["LISEZMOI.txt", "pacte_verify.py"])
def test_the_manifest_alone_guards_what_is_for_people(bundle: Path, name: str) -> None:
    edited(bundle, name, b"e", b"E")
    assert faults(bundle) == [f"{name} n’est pas le fichier que nomme manifest.json"]
    refiled(bundle)
    assert faults(bundle) == []


def test_a_changed_byte_is_found_with_what_stood_there(bundle: Path) -> None:
    edited(bundle, "events.jsonl", b'"new_cents":12000050', b'"new_cents":12000051')
    refiled(bundle)
    told = faults(bundle)
    assert any("on y lit 12000051, il y avait 12000050" in one for one in told), told
    assert (15, "state.new_cents") in found(bundle)
    assert any(one.startswith("48, position 15 : ") for one in told)


@pytest.mark.parametrize(
    ("old", "new"), [(b"12000050", b"1200050"), (b"12000050", b"120000500"), (b"prefet", b"prefat")]
)
def test_so_is_one_put_in_or_taken_away(bundle: Path, old: bytes, new: bytes) -> None:
    edited(bundle, "events.jsonl", old, new)
    refiled(bundle)
    assert any("il y avait" in one for one in faults(bundle))


def test_of_more_than_a_byte_the_position_is_known_and_no_field(bundle: Path) -> None:
    edited(bundle, "events.jsonl", b"CLS", b"CPT")
    refiled(bundle)
    assert any("l’empreinte ne dit pas quel champ a changé" in one for one in faults(bundle))
    assert (7, None) in found(bundle)


def test_an_older_bundle_names_the_fields(bundle: Path, kept: Path) -> None:
    edited(bundle, "events.jsonl", b'"kind":"CLS"', b'"kind":"CPT"')
    refiled(bundle)
    assert (7, "state.kind") in found(bundle, against=[kept])
    told = faults(bundle, against=[kept])
    assert any('avait "CLS", on lit ici "CPT"' in one for one in told)


def test_an_older_bundle_must_hold_itself(bundle: Path, kept: Path) -> None:
    edited(bundle, "events.jsonl", b'"kind":"CLS"', b'"kind":"CPT"')
    assert any("ne sont pas ceux qu’il signe" in one for one in faults(kept, against=[bundle]))


def test_an_empreinte_that_was_changed_is_no_event_that_was(bundle: Path) -> None:
    data = (bundle / "leaves.txt").read_bytes()
    (bundle / "leaves.txt").write_bytes(data[:65] + b"0" * 64 + data[129:])
    refiled(bundle)
    assert faults(bundle) == ["leaves.txt, ligne 2 : ce n’est pas l’empreinte de l’événement"]


def test_figures_that_contradict_each_other_are_named(bundle: Path, lived: Site) -> None:
    def other(events: list[dict[str, Any]]) -> None:
        events[14]["state"]["old_cents"] += 1

    rewritten(bundle, other, lived.key())
    assert detected(bundle)
    assert (15, "state.old_cents") in found(bundle)


def test_a_state_that_the_events_do_not_give_is_named(bundle: Path) -> None:
    edited(bundle, "state.json", b"12000050", b"12000051")
    refiled(bundle)
    [told] = faults(bundle)
    assert "state.json dit 12000051, les événements donnent 12000050" in told
    assert "conventions[0].current.funders[" in told


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("form", ["note", "mail", "text around"])
def test_what_was_kept_is_found_in_any_form(
    bundle: Path, tmp_path: Path, form: str, newline: str
) -> None:
    text = (bundle / "checkpoints" / "15.txt").read_text().replace("\n", newline)
    around = f"Vu :{newline}{text}"
    kept = tmp_path / "kept"
    kept.write_bytes(
        mail_with(text) if form == "mail" else (text if form == "note" else around).encode()
    )
    assert faults(bundle, against=[kept]) == []
    report = judged(bundle, against=[kept])
    assert report
    assert any("15 événements sont les premiers" in one.text for one in report.findings)
    assert any("Après la position 15" in one.text for one in report.findings)


def test_the_mails_that_left_hold(site: Site) -> None:
    mails = site.mails()
    assert len(mails) > 1
    bundle = site.bundle()
    assert faults(bundle, against=mails) == []


def test_a_bundle_of_the_past_is_shorter_than_a_mail(lived: Site, bundle: Path) -> None:
    earlier = lived.bundle(as_of=10)
    [told] = faults(earlier, against=[bundle / "checkpoint.txt"])
    assert "plus court que ce point de contrôle" in told
    assert "il manque la fin" in told


def test_what_is_of_another_log_or_of_nobody_is_said(bundle: Path, tmp_path: Path) -> None:
    mine = (bundle / "checkpoint.txt").read_text()
    for name, text, words in (
        ("letter", "Bonjour", "aucun point de contrôle de ce journal"),
        ("other", mine.replace("/t/48", "/t/05"), "mais de "),
        ("forged", mine.replace("\n22\n", "\n21\n"), "sa signature est fausse"),
        ("unsigned", mine.replace("— ", "— x"), "aucune clé connue"),
    ):
        (tmp_path / name).write_text(text)
        [told] = faults(bundle, against=[tmp_path / name])
        assert words in told, told
    assert "ne se lit pas" in faults(bundle, against=[tmp_path / "nowhere"])[0]


def test_the_key_that_was_given_must_have_signed(lived: Site, bundle: Path) -> None:
    origin = json.loads((bundle / "manifest.json").read_bytes())["origin"]
    own, other = (
        pacte_verify.parse_key(str(VerifierKey(origin, key.public)))
        for key in (lived.key(), SigningKey.generate())
    )
    assert faults(bundle, given=[own]) == []
    assert faults(bundle, given=[other, own]) == []
    assert "pas signé par la clé" in faults(bundle, given=[other])[0]


def test_a_bundle_may_only_bring_keys_of_its_own_log(bundle: Path) -> None:
    other = VerifierKey("elsewhere/t/48", SigningKey.generate().public)
    keys = json.loads((bundle / "keys.json").read_bytes())
    keys["keys"].append(keys["keys"][0] | {"key": str(other)})
    (bundle / "keys.json").write_bytes(encode(keys) + b"\n")
    refiled(bundle)
    assert any("pas celle de ce journal" in one for one in faults(bundle))


@pytest.mark.parametrize(
    ("name", "value"),
    [("keys.json", 1), ("proofs.json", []), ("texts.json", {"texts": [1]}), ("state.json", {})],
)
def test_another_shape_is_said(bundle: Path, name: str, value: object) -> None:
    (bundle / name).write_bytes(encode({"x": value}) + b"\n")
    refiled(bundle)
    assert detected(bundle)
    (bundle / name).write_bytes(b"[]\n")
    refiled(bundle)
    assert any(name in one for one in faults(bundle))


def test_exit_codes(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle)]) == 0
    assert "Ce paquet TIENT." in capsys.readouterr().out
    assert main([str(bundle), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["holds"] is True
    (bundle / "LISEZMOI.txt").unlink()
    assert main([str(bundle)]) == 1
    assert "✗ LISEZMOI.txt manque" in capsys.readouterr().out
    assert main([str(bundle), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["failures"] == 1
    (bundle / "manifest.json").write_text("{}")
    for asked in ([str(bundle)], [str(bundle / "nowhere")], [str(bundle), "--key", "x"]):
        assert main([*asked, "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["holds"] is None


@pytest.mark.parametrize("asked", [[], ["--unknown"], ["a", "b"], ["a", "--key"]])
def test_what_was_typed_wrong_is_said_in_french(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(asked)
    told = capsys.readouterr()
    assert (stopped.value.code, told.err) == (2, "")
    assert "python3 pacte_verify.py PAQUET" in told.out


def test_nothing_in_a_bundle_steers_the_terminal(
    bundle: Path, lived: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def other(events: list[dict[str, Any]]) -> None:
        events[6]["state"]["title"] = "\x1b[2J\u202e\x07 titre"

    rewritten(bundle, other, lived.key())
    main([str(bundle)])
    told = capsys.readouterr().out
    assert "titre" in told
    assert not {"\x1b", "\u202e", "\x07"} & set(told)


DATA = (
    "manifest.json",
    "events.jsonl",
    "checkpoint.txt",
    "checkpoints/9.txt",
    "keys.json",
    "leaves.txt",
    "proofs.json",
    "state.json",
    "texts.json",
)


class Junk(NamedTuple):
    """`where`: how far into the file; `refiled`: the manifest is made to fit."""

    name: str
    data: bytes
    where: float
    inserted: bool
    refiled: bool


JUNK = st.builds(
    Junk,
    st.sampled_from(DATA),
    st.binary(max_size=60),
    st.floats(0, 1),
    st.booleans(),
    st.booleans(),
)
REFILED = set(DATA) - {"manifest.json", "checkpoint.txt", "events.jsonl"}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(junk=JUNK)
def test_whatever_the_bytes_people_get_a_sentence(
    junk: Junk, kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "fuzzed"
    shutil.rmtree(bundle, ignore_errors=True)
    copied(kept, bundle)
    path = bundle / junk.name
    data = path.read_bytes()
    at = int(junk.where * len(data))
    path.write_bytes(data[:at] + junk.data + data[at:] if junk.inserted else junk.data)
    if junk.refiled and junk.name in REFILED:
        refiled(bundle)
    code = main([str(bundle), "--against", str(path)])
    told = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "Traceback" not in told.out + told.err
    assert told.out.strip()
    assert "il ne peut pas être lu (" not in told.out, "nobody foresaw that one"


class Answering(pacte_verify.Bundle):
    """Every file of it is this one."""

    answer = b""

    def data(self, name: str) -> bytes:
        del name
        return self.answer


@settings(max_examples=40, deadline=None)
@given(value=JSONS)
def test_whatever_the_json_a_check_says_so(kept: Path, value: Any) -> None:
    report = pacte_verify.Report("x")
    opened = pacte_verify.opened_bundle(kept, report)
    bundle = Answering(opened.folder, opened.manifest, report)
    log = pacte_verify.Log(bundle, set())
    names = ("keys", "inclusion", "consistency", "texts", "conventions")
    with suppress(NotCanonical):
        bundle.answer = encode(dict.fromkeys(names, value)) + b"\n"
    assert pacte_verify.bundled_keys(bundle) == []
    for check in (pacte_verify.judge_state, pacte_verify.judge_texts):
        with suppress(Wrong):
            check(log)
    with suppress(Wrong):
        pacte_verify.judge_proofs(log, None, {})


def test_the_beginning_of_a_text_is_no_salt(bundle: Path) -> None:
    said = json.loads((bundle / "texts.json").read_bytes())
    one = said["texts"][0]
    one["salt"] += one["text"][:3].encode().hex()
    one["text"] = one["text"][3:]
    (bundle / "texts.json").write_bytes(encode(said) + b"\n")
    refiled(bundle)
    assert faults(bundle)


def test_each_checkpoint_of_one_file_is_compared(bundle: Path, tmp_path: Path) -> None:
    """A good one does not excuse a forged one beside it, whichever is larger."""
    good = (bundle / "checkpoint.txt").read_text()
    lines = good.splitlines()
    lines[2] = "A" * 43 + "="
    kept = tmp_path / "fil.txt"
    kept.write_text(good + "\n" + "\n".join(lines) + "\n")
    assert faults(bundle, against=[kept])


def test_a_key_read_aloud_is_taken(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [key] = json.loads((bundle / "keys.json").read_bytes())["keys"]
    public = verifier_key.parse(key["key"]).public.hex()
    assert main([str(bundle), "--key", public]) == 0
    assert main([str(bundle), "--key", "00" * 32]) == 1
    capsys.readouterr()


def test_a_title_begins_no_line_of_the_report() -> None:
    told = pacte_verify.one_line("    A\n\nTient\n  ✓ tout")
    assert told == "    A Tient ✓ tout"
