"""Rows that are computed again send nothing again."""

from infra.store.notices.roster import PROJECTIONS
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from projections.catalogue import projections_of
from tests.departement import PREFET, PRESIDENTE, Departement
from tests.post import Post
from workers.rebuild import rebuild


def test_a_rebuild_writes_no_outbox_and_sends_no_mail(post: Post, lozere: Departement) -> None:
    lozere.join()
    lozere.open_round()
    lozere.sign(PREFET)
    lozere.sign(PRESIDENTE)
    post.follow()
    post.work()
    before, sent = post.outbox(), len(post.inbox.messages())
    assert sent == 13
    for projection in projections_of("48"):
        if projection.name in PROJECTIONS:
            with owner(post.wiring.settings) as connection:
                assert rebuild(OwnerWorkshop(connection, "48", projection)).swapped
    post.follow()
    assert post.sweep() == 0
    post.work()
    assert (post.outbox(), len(post.inbox.messages())) == (before, sent)


def test_a_mail_that_waits_is_written_from_rebuilt_rows(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow(jobs=False)
    for projection in projections_of("48"):
        if projection.name in PROJECTIONS:
            with owner(post.wiring.settings) as connection:
                assert rebuild(OwnerWorkshop(connection, "48", projection)).swapped
    post.sweep()
    post.work()
    assert len(post.inbox.messages()) == 2
