"""What every mail about an act carries: a checkpoint that holds the event it tells of."""

from email.message import EmailMessage
from pathlib import Path

from domain.evidence import checkpoint
from domain.evidence.verifier_key import VerifierKey
from domain.platform.keeping_keys import signing_key
from domain.roles import Role
from infra.evidence import keyring
from infra.evidence.instance import instance, origin_of
from infra.evidence.keys import verify
from infra.evidence.sealing import seal_log
from infra.store.evidence.trees import Tree
from tests.departement import ARS, Departement
from tests.post import Post


def carried(post: Post, message: EmailMessage) -> checkpoint.Checkpoint:
    """As a mail reader saves the attachment: with the line ends of its own system."""
    [attached] = message.iter_attachments()
    text = attached.get_content().replace("\r\n", "\n")
    named = instance(post.wiring.platform(), post.wiring.settings.home)
    public = bytes.fromhex(str(signing_key(named)))
    key = VerifierKey(origin_of(post.wiring, named, "48", Tree.LOG), public)
    return checkpoint.opened(text.encode(), [key], verify)


def key_file(post: Post) -> Path:
    named = instance(post.wiring.platform(), post.wiring.settings.home)
    return keyring.folder_of(post.wiring.settings.home) / f"{signing_key(named)}.key"


def test_a_mail_holds_what_it_tells_of(post: Post, lozere: Departement) -> None:
    position = lozere.open_round()
    post.follow()
    post.work()
    heads = [carried(post, message).head for message in post.inbox.messages()]
    assert heads
    assert min(head.size for head in heads) >= position


def test_what_was_sealed_since_changes_no_mail(post: Post, lozere: Departement) -> None:
    """The oldest that holds the event: each attempt carries the same."""
    joined = lozere.join()
    post.follow(jobs=False)
    seal_log(post.wiring, "48")
    opened = lozere.open_round()
    post.follow()
    post.sweep()
    post.work()
    sizes = {carried(post, message).head.size for message in post.inbox.messages()}
    assert sizes == {joined, opened}


def test_a_mail_about_an_act_waits_until_its_event_is_sealed(
    post: Post, lozere: Departement
) -> None:
    path = key_file(post)
    aside = path.rename(path.with_suffix(".aside"))
    lozere.open_round()
    post.follow()
    post.work()
    assert post.messages() == {}
    assert {status for status, _ in post.outbox()} == {"due"}
    assert {attempts for _, attempts in post.outbox()} == {0}
    aside.rename(path)
    post.sweep()
    post.work()
    assert {status for status, _ in post.outbox()} == {"sent"}


def test_an_invitation_waits_for_no_seal(post: Post, lozere: Departement) -> None:
    key_file(post).unlink()
    lozere.invite(ARS, Role.TENANT_ADMIN)
    post.follow()
    post.work()
    assert list(post.messages()) == ["ars"]
    [message] = post.inbox.messages()
    assert not list(message.iter_attachments())
