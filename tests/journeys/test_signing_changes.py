"""« Ce qui a changé »: since which text, in which words, and where the two are compared."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest

from domain.convention.convention import Convention
from domain.convention.facts.procedure import SignatureRoundOpened
from domain.roles import Role
from infra.store.events.causes import newest
from services.signing.expiry import expire_round
from tests.journeys.house import Visitor
from tests.journeys.story import FAR
from tests.journeys.test_signing_page import Desk, desk

__all__ = ["desk"]

WHEN = r"le [0-9]{1,2}(er)? \S+ [0-9]{4} à [0-9]{2} h [0-9]{2}"
PREFECTURE = r"\(préfet, Préfecture [0-9a-f-]{36}\)"
FIRST = "C’est la première version de cet acte."
NONE = "Aucun changement du texte ni des montants."


def changed(visitor: Visitor, desk: Desk) -> tuple[str, list[str], list[str]]:
    """The sentence that begins, what is listed, and what the links lead to."""
    page = unescape(visitor.get(desk.path).text).replace("\N{NO-BREAK SPACE}", " ")
    told = page.partition("<h2>Ce qui a changé</h2>")[2].partition("<h2>")[0]
    (said, *_), listed = re.findall(r"<p>([^<]*)</p>", told), re.findall(r"<li>(.*?)</li>", told)
    return said, listed, re.findall(r'<a href="([^"]*)"', told)


def signs(desk: Desk, visitor: Visitor) -> None:
    assert visitor.post(f"{desk.path}/signature", desk.form(visitor)).status_code == 303
    desk.story.version += 1


def awaited(desk: Desk) -> dict[str, str]:
    """The slot of the préfet, and the hash to sign."""
    found = desk.home.wiring.pactes("48").load(Convention, UUID(desk.story.convention))
    assert found.signature_round
    assert found.frozen
    slot = next(one for one in found.signature_round.slots if one.side == "state")
    return {"signatory_id": str(slot.signatory_id), "content_hash": found.frozen.content_hash}


def refuses(desk: Desk) -> None:
    """The préfet."""
    body = {"signatory_id": awaited(desk)["signatory_id"], "motive": "Non."}
    desk.story.change(Role.PREFET_SIGNATORY, "refusals", body)


def rewrite(desk: Desk) -> None:
    article = {"no": 1, "title": "Objet", "text": "Un tout autre objet."}
    desk.story.change(Role.DEPT_AGENT, "articles", article)


def compared(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_of_a_first_text_nothing_is_compared(desk: Desk) -> None:
    desk.open_round()
    assert changed(desk.home.inside(desk.president), desk) == (FIRST, [], [])


def test_who_signed_a_text_that_another_refused_is_told_what_is_new(desk: Desk) -> None:
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    signs(desk, visitor)
    refuses(desk)
    rewrite(desk)
    desk.open_round()
    said, listed, (link,) = changed(visitor, desk)
    mine = f"Depuis le texte de la version 1 que vous avez signé {WHEN}"
    assert re.fullmatch(f"{mine}, refusé ensuite par un autre signataire {PREFECTURE} :", said)
    assert listed == ["Article 1 rédigé : « Objet »."]
    found = compared(visitor, link)
    assert "Un tout autre objet." in found
    assert "La présente convention…" in found


def test_who_had_not_signed_is_told_what_was_refused(desk: Desk) -> None:
    desk.open_round()
    refuses(desk)
    rewrite(desk)
    desk.open_round()
    said, listed, _ = changed(desk.home.inside(desk.president), desk)
    shown = f"Depuis le texte de la version 1 présenté à la signature {WHEN}"
    assert re.fullmatch(f"{shown}, refusé ensuite par un signataire {PREFECTURE} :", said)
    assert len(listed) == 1


def test_who_refused_is_told_what_is_new_since(desk: Desk) -> None:
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    form = desk.form(visitor, "refus") | {"motive": "Non."}
    assert visitor.post(f"{desk.path}/refus", form).status_code == 303
    desk.story.version += 1
    desk.open_round()
    said, listed, links = changed(visitor, desk)
    assert re.fullmatch(f"Depuis le texte de la version 1 que vous avez refusé {WHEN} :", said)
    assert (listed, len(links)) == ([NONE], 1)


def cancelled(desk: Desk) -> None:
    desk.story.change(Role.DEPT_MANAGER, "signature-round/cancellation", {"motive": "Erreur."})


def expired(desk: Desk) -> None:
    pactes, convention = desk.home.wiring.pactes("48"), UUID(desk.story.convention)
    opened = newest(desk.home.wiring.pool, "48", convention, SignatureRoundOpened.TOPIC)
    assert opened
    past = date.fromisoformat(FAR) + timedelta(days=1)
    assert expire_round(pactes, convention, today=past, cause=opened)
    desk.story.version += 1


@pytest.mark.parametrize(
    ("ends", "words"), [(cancelled, "a été annulé"), (expired, "est arrivé à échéance")]
)
def test_a_round_that_came_to_nothing_is_said_so(
    desk: Desk, ends: Callable[[Desk], None], words: str
) -> None:
    desk.open_round()
    visitor = desk.home.inside(desk.president)
    signs(desk, visitor)
    ends(desk)
    desk.open_round()
    said, listed, _ = changed(visitor, desk)
    mine = f"Depuis le texte de la version 1 que vous avez signé {WHEN}"
    assert re.fullmatch(f"{mine}, dont le tour de signature {words} :", said)
    assert listed == [NONE]


def test_an_avenant_counts_from_what_was_signed_last_be_it_refused_since(desk: Desk) -> None:
    desk.open_round()
    president = desk.home.inside(desk.president)
    agent = desk.home.inside(desk.home.resident(Role.DEPT_AGENT))
    signs(desk, president)
    desk.story.change(Role.PREFET_SIGNATORY, "signatures", awaited(desk))
    desk.story.open_avenant()
    desk.open_round()
    said, listed, (link,) = changed(president, desk)
    assert said == "Depuis la version 1, la dernière que vous avez signée :"
    assert "Action ajoutée" in " ".join(listed)
    assert "Mobilité des jeunes" in compared(president, link)
    assert changed(agent, desk)[0] == "Depuis la version 1, la dernière qui a été signée :"
    signs(desk, president)
    refuses(desk)
    rewrite(desk)
    desk.open_round()
    said, listed, (link, amended) = changed(president, desk)
    assert said.startswith("Depuis le texte de la version 2 que vous avez signé le ")
    assert listed == ["Article 1 rédigé : « Objet »."]
    found = compared(president, link)
    assert "Un tout autre objet." in found
    assert "Mobilité des jeunes" not in found
    assert "Mobilité des jeunes" in compared(president, amended)
    said, listed, _ = changed(agent, desk)
    assert said == "Depuis la version 1, la dernière qui a été signée :"
    assert len(listed) > 1
