import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import text

from banyan.model.ports import Notice, StoreError, StoreFull
from banyan.stores.columns import LONGEST_WORD
from banyan.stores.postgres import store as under_test
from banyan.stores.postgres.address import Address, address
from banyan.stores.postgres.server import meaning
from banyan.stores.postgres.store import PostgresStore
from tests.runtime.demos import environment
from tests.servers import POSTGRES, asked, needs_postgres, own_schema, run
from tests.stores.conformance import Open, StoreContract, note, unit


@pytest.fixture
def place() -> Iterator[str]:
    with own_schema() as store:
        yield store


@pytest.fixture
def open_store(place: str) -> Iterator[Callable[[str], PostgresStore]]:
    opened: list[PostgresStore] = []

    def open_(city: str) -> PostgresStore:
        opened.append(PostgresStore(address(place), city))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


class TestPostgres(StoreContract):
    @pytest.fixture
    def open_store(self, open_store: Open) -> Open:
        return open_store


def test_commits_are_durable_whatever_the_server_does_by_default(place: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as c:
        user = c.execute("SELECT current_user").fetchone()
    lazy = f"{place}&options=-c%20synchronous_commit%3Doff"
    store = PostgresStore(address(lazy), "bay")
    assert (store.beside(lambda c: c.scalar(text("SHOW synchronous_commit"))), user is not None) == ("on", True)
    store.close()


def test_rebuild_mends_a_projection_and_says_how_many_rows_differed(
    open_store: Callable[[str], PostgresStore], place: str
) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1, "a"), note(2, "b")))
    run(place, "DELETE FROM current WHERE id = 'a'")
    assert store.rebuild() == 1
    assert store.current("note").keys() == {"a", "b"}


def test_a_newer_schema_is_refused_with_a_sentence(open_store: Open, place: str) -> None:
    open_store("bay").close()
    run(place, "UPDATE meta SET value = '999' WHERE key = 'schema'")
    with pytest.raises(StoreError, match=r"written by a newer Banyan \(schema 999, this one knows 1\)"):
        open_store("bay")


def test_a_schema_that_holds_something_else_is_refused_and_left_alone(open_store: Open, place: str) -> None:
    with asked(place) as c:
        c.execute(f"CREATE SCHEMA {place.rpartition('=')[2]}")
        c.execute("CREATE TABLE wages (id int)")
    with pytest.raises(StoreError, match=r"is not a Banyan journal \(no table cause\)"):
        open_store("bay")
    with asked(place) as c:
        assert c.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall() == [
            ("wages",)]


def test_a_journal_has_one_owner_and_others_may_read(
    open_store: Callable[[str], PostgresStore], place: str
) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1)))
    with pytest.raises(StoreError, match=r"is in use by banyan pid \d+ on .+: stop it"):
        open_store("bay")
    reader = PostgresStore(address(place), None)
    assert [r.id for _, r in reader.records()] == ["note/1"]
    with pytest.raises(StoreError, match="opened for reading"):
        reader.append(unit(2, note(2)))
    reader.close()
    store.close()
    assert open_store("bay").append(unit(2, note(2))) == 2


def test_a_journal_is_free_again_when_its_owner_dies(open_store: Open, place: str) -> None:
    hold = "import sys; from banyan.stores.postgres.address import address; " \
           "from banyan.stores.postgres.store import PostgresStore; " \
           "s = PostgresStore(address(sys.argv[1]), 'bay'); print('held', flush=True); sys.stdin.read()"
    owner = subprocess.Popen([sys.executable, "-c", hold, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             env=environment())
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"held\n"
    with pytest.raises(StoreError, match=f"in use by banyan pid {owner.pid} on"):
        open_store("bay")
    owner.kill()
    owner.communicate()
    open_store("bay")                 # waits until the server has seen it


def drop_connections(place: str, ours: PostgresStore) -> None:
    with asked(place) as c:
        c.execute("SELECT pg_terminate_backend(%s)", [ours._session])


def test_a_dropped_connection_is_made_again_and_said_and_nothing_is_lost(
    open_store: Callable[[str], PostgresStore], place: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1)))
    drop_connections(place, store)
    assert store.append(unit(2, note(2))) == 2
    assert [r.id for _, r in store.records()] == ["note/1", "note/2"]
    assert [message.split(": ")[1].split(" (")[0] for message in caplog.messages] == [
        "the connection was lost", "connected again, nothing was lost"]
    with pytest.raises(StoreError, match="in use by"):
        open_store("bay")


class Cut(PostgresStore):
    """Loses its connection behind a commit: the server has it, and nobody was told."""

    cut = False

    def _attempt(self, work, result):  # type: ignore[no-untyped-def]  # as PostgresStore
        super()._attempt(work, result)
        if self.cut:
            self.cut = False
            raise psycopg.OperationalError("server closed the connection unexpectedly")


def test_a_commit_that_took_before_the_connection_was_lost_is_not_done_twice(place: str) -> None:
    store = Cut(address(place), "bay")
    store.append(unit(1, note(1)))
    store.cut = True
    assert store.append(unit(2, note(2), notices=(Notice("m", "plant", {}),))) == 2
    assert store.append(unit(3, note(3))) == 3
    assert [(seq, r.id) for seq, r in store.records()] == [(1, "note/1"), (2, "note/2"), (3, "note/3")]
    store.close()


def test_who_lost_the_journal_to_another_process_writes_nothing_more(
    open_store: Callable[[str], PostgresStore], place: str
) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1)))
    store._writer.dispose()           # as a cut cable: our session ends, and we don't know
    thief = open_store("bay")
    thief.append(unit(2, note(2)))
    with pytest.raises(StoreError, match="written by somebody else meanwhile"):
        store.append(unit(2, note(3)))
    assert [r.id for _, r in thief.records()] == ["note/1", "note/2"]


def test_a_server_that_does_not_come_back_ends_it_with_a_sentence(
    open_store: Callable[[str], PostgresStore], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1)))
    monkeypatch.setattr(under_test, "PATIENCE", (0.0, 0.0))
    drop_connections(place, store)
    store.place = Address(store.place.url.set(port=1), store.place.schema)
    with pytest.raises(StoreError, match=r"can't be reached .* what was committed is safe"):
        store.append(unit(2, note(2)))


def test_no_server_and_no_database_are_said_without_the_password() -> None:
    needs_postgres()
    for wrong in ("postgresql://banyan:hunter2@127.0.0.1:1/test", f"{POSTGRES}_that_is_not_there"):
        with pytest.raises(StoreError) as refused:
            PostgresStore(address(wrong), "bay")
        assert "can't be reached" in str(refused.value)
        assert "hunter2" not in str(refused.value)


def test_a_password_is_in_nothing_that_is_said_of_an_address() -> None:
    place = address("postgresql://banyan:hunter2@db.example/city?schema=bay&sslmode=require&sslpassword=hunter2")
    assert str(place) == "postgresql://banyan@db.example/city?schema=bay&sslmode=require"
    assert "hunter2" not in repr(place)
    assert place.secret
    assert not address(str(place)).secret
    assert place.same_place(address("postgres://other@db.example:5432/city?schema=bay"))
    assert not place.same_place(address("postgres://banyan@db.example/city"))


@pytest.mark.parametrize("wrong", [
    "", "banyan.db", "mysql://root:hunter2@h/d", "postgresql://u:hunter2@h:port/d", "postgresql://u:hunter2@h/d?schema=a.b",
    "postgresql://u:hunter2@h/d?schema=a;drop", "postgresql://u:hunter2@h/d?schema=" + "a" * 60,
])  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_it(wrong: str) -> None:
    with pytest.raises(StoreError, match="was expected") as refused:
        address(wrong)
    assert "hunter2" not in str(refused.value)


def test_a_full_disk_is_said_as_one() -> None:
    full = meaning(psycopg.errors.DiskFull("could not extend file"), "postgresql://h/d")
    assert isinstance(full, StoreFull)
    assert "what was committed is safe" in str(full)


def test_ids_hold_any_character_and_any_length(open_store: Callable[[str], PostgresStore]) -> None:
    store = open_store("bay")
    ids = ["a\0b", "\ue000", "\ue0000", "\0\ue000\ue000\0", "积水", "x" * LONGEST_WORD]
    store.append(unit(1, *(note(n, eid) for n, eid in enumerate(ids))))
    assert list(store.current("note")) == ids
    assert [store.of_entity(eid)[0].body["n"] for eid in ids] == list(range(len(ids)))
    long = ["y" * 5_000 + end for end in "ab"]
    store.append(unit(2, *(note(10 + n, eid) for n, eid in enumerate(long))))
    assert [[r.body["n"] for r in store.of_entity(eid)] for eid in long] == [[10], [11]]


def test_many_records_are_copied_and_read_back_as_they_were(open_store: Callable[[str], PostgresStore]) -> None:
    store = open_store("bay")
    records = [note(n, f"e{n % 7}", text="涨水\0" * (n % 3)) for n in range(1_000)]
    store.append(unit(1, *records))
    assert [r for _, r in store.records()] == records
    assert store.rebuild() == 0
