"""What every store promises (model/ports.Store). A store's own test module subclasses `StoreContract`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from msgspec import Struct

from banyan.model.observation import EMPTY, batch
from banyan.model.ports import Notice, Store, StoreError, Unit
from banyan.model.record import Record, canonical, record

T0 = datetime(2026, 7, 24, tzinfo=UTC)
Open = Callable[[str], Store]


def tick(n: int) -> datetime:
    return T0 + timedelta(seconds=10 * n)


def note(n: int, entity: str = "a", **body: object) -> Record:
    return record("note", f"note/{n}", tick(n), "tester", {"id": entity, "n": n, **body})


def unit(n: int, *records: Record, notices: tuple[Notice, ...] = (), snapshot: bytes | None = None) -> Unit:
    return Unit(tick(n), tick(n), EMPTY, (), tuple(records), notices, snapshot)


class Note(Struct, frozen=True):
    id: str
    n: int


class StoreContract:
    """`open_store(city)` opens the same place again and again; the fixture closes what is left open."""

    @pytest.fixture
    def open_store(self) -> Open:
        raise NotImplementedError

    def test_a_unit_is_there_after_reopening(self, open_store: Open) -> None:
        store = open_store("bay")
        readings = batch([3, 1], [5, 6], [1.25, -0.5], [0, 4], [10, 11])
        assert store.append(Unit(tick(1), tick(3), readings, (b"raw", b"\xff"), (note(3),))) == 1
        store.close()
        again = open_store("bay")
        (found,) = again.units()
        assert (found.position, found.first_tick, found.last_tick) == (1, tick(1), tick(3))
        assert found.inbox == (b"raw", b"\xff")
        assert found.batch.value.tolist() == [1.25, -0.5]
        assert found.batch.stream.tolist() == [3, 1]
        assert found.batch.quality.tolist() == [0, 4]
        assert [(seq, r) for seq, r in again.records()] == [(1, note(3))]
        assert (again.position(), again.sequence()) == (1, 1)

    def test_positions_and_sequence_numbers_go_on_after_reopening(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1), note(2)))
        store.close()
        store = open_store("bay")
        assert store.append(unit(2, note(3))) == 2
        assert [seq for seq, _ in store.records()] == [1, 2, 3]

    def test_a_record_comes_back_as_it_went_in(self, open_store: Open) -> None:
        store = open_store("bay")
        body = {"id": "x", "value": 0.1, "text": "积水 31 cm", "none": None}
        r = record("note", "n1", tick(1), "审计", body, ("of", "y"))
        with_meta = Record(r.id, r.kind, r.schema, r.at, r.by, r.causes, r.body, {"wall": "2026-01-01"})
        store.append(unit(1, with_meta))
        back = store.record("n1")
        assert back == with_meta
        assert canonical(back) == canonical(r)
        assert store.record("nobody") is None

    def test_newest_goes_back_by_kinds_page_by_page(self, open_store: Open) -> None:
        store = open_store("bay")
        other = record("other", "o1", tick(1), "tester", {"id": "o"})
        store.append(unit(1, note(1), other, *(note(n) for n in range(2, 1200))))
        assert [seq for seq, _ in store.newest(None, ["note", "other"])] == list(range(1200, 0, -1))
        assert [(seq, r.id) for seq, r in store.newest(4, ["note"])] == [(3, "note/2"), (1, "note/1")]
        assert [r.id for _, r in store.newest(None, ["other", "none"])] == ["o1"]
        assert list(store.newest(None, [])) == []

    def test_several_records_are_found_by_their_ids_and_others_left_out(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, *(note(n) for n in range(1, 700))))
        found = store.several([f"note/{n}" for n in range(800)])
        assert (len(found), found["note/5"]) == (699, note(5))
        assert store.several([]) == {}

    def test_nothing_of_a_unit_is_stored_when_part_of_it_fails(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1)))
        with pytest.raises(StoreError):
            store.append(unit(2, note(2, "b"), note(1), notices=(Notice("m", "plant", {}),)))
        assert [r.id for _, r in store.records()] == ["note/1"]
        assert store.current("note").keys() == {"a"}
        assert list(store.pending()) == []
        assert store.append(unit(2, note(2))) == 2

    def test_units_given_together_commit_together_or_not_at_all(self, open_store: Open) -> None:
        store = open_store("bay")
        notice = Notice("m", "plant", {"order": 1})
        assert store.append(unit(1, note(1)), unit(2, note(2), notices=(notice,)), unit(3, note(3))) == 3
        with pytest.raises(StoreError):
            store.append(unit(4, note(4)), unit(5, note(2)))
        assert [(seq, r.id) for seq, r in store.records()] == [(1, "note/1"), (2, "note/2"), (3, "note/3")]
        assert [position for position, _ in store.records_of_units(0)] == [1, 2, 3]
        assert list(store.notices("plant")) == [(tick(2), notice)]
        assert store.append(unit(4, note(4))) == 4

    def test_current_is_the_last_body_of_each_entity(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1, "a"), note(2, "b"), note(3, "a", last=True)))
        store.append(unit(2, record("other", "o1", tick(2), "t", {"id": "a"})))
        assert store.current("note") == {"b": {"id": "b", "n": 2}, "a": {"id": "a", "n": 3, "last": True}}
        assert store.current("nothing") == {}

    def test_current_bodies_come_as_the_shape_that_is_asked_for(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, *(note(n, f"e{n}") for n in range(1, 1202)), note(2000, "e1")))
        found = list(store.current_as("note", Note))
        assert found == [*((f"e{n}", Note(f"e{n}", n)) for n in range(2, 1202)), ("e1", Note("e1", 2000))]
        assert list(store.current_as("nothing", Note)) == []

    def test_the_last_so_many_of_a_kind_are_those_that_changed_last_in_that_order(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1, "a"), note(2, "b"), note(3, "c")))
        store.append(unit(2, note(4, "a"), record("other", "o1", tick(2), "t", {"id": "z"})))
        assert list(store.current("note", last=2).items()) == [("c", {"id": "c", "n": 3}), ("a", {"id": "a", "n": 4})]
        assert list(store.current("note", last=9)) == ["b", "c", "a"]
        assert store.current("note", last=0) == {}

    def test_the_past_is_what_the_records_up_to_it_say(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1, "a"), note(2, "b")))
        store.append(unit(3, note(3, "a"), record("other", "o1", tick(3), "t", {"id": "a"}), note(4, "c")))
        assert [store.sequence_at(tick(n)) for n in range(5)] == [0, 2, 2, 5, 5]
        assert store.current_at("note", 2) == {"a": {"id": "a", "n": 1}, "b": {"id": "b", "n": 2}}
        assert list(store.current_at("note", 5).items()) == list(store.current("note").items())
        assert store.current_at("note", 5, after=2) == {"a": {"id": "a", "n": 3}, "c": {"id": "c", "n": 4}}
        assert store.current_at("note", 0) == store.current_at("nothing", 5) == {}

    def test_the_newest_record_of_a_kind_or_an_entity_is_found_up_to_a_number(self, open_store: Open) -> None:
        store = open_store("bay")
        assert store.sequence_at(tick(9)) == 0
        store.append(unit(1, note(1, "a"), note(2, "b"), note(3, "a")))
        store.append(unit(2, record("other", "o1", tick(2), "t", {"id": "a"})))
        newest = [store.latest("note", upto) for upto in range(5)]
        assert [rec and rec.body["n"] for rec in newest] == [None, 1, 2, 3, 3]
        of_a = [store.latest("note", upto, "a") for upto in range(5)]
        assert [rec and rec.body["n"] for rec in of_a] == [None, 1, 1, 3, 3]
        assert store.latest("note", 9, "nobody") is None

    @pytest.mark.parametrize("seed", range(5))
    def test_the_past_is_that_of_a_journal_that_ends_there(self, open_store: Open, seed: int) -> None:
        rng = np.random.default_rng(seed)
        units = [unit(3 * n, *(note(10 * n + k, "abcd"[rng.integers(4)]) for k in range(rng.integers(4))))
                 for n in range(1, 25)]
        store = open_store("bay")
        store.append(*units)
        for at in range(0, 80, 7):
            told = [rec for u in units if u.last_tick <= tick(at) for rec in u.records]
            slow: dict[str, object] = {}
            for rec in told:
                slow.pop(str(rec.body["id"]), None)
                slow[str(rec.body["id"])] = rec.body
            assert store.sequence_at(tick(at)) == len(told)
            assert list(store.current_at("note", len(told)).items()) == list(slow.items())

    def test_bodies_are_found_by_id_however_many_are_asked_for(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, *(note(n, f"e{n}") for n in range(1200))))
        store.append(unit(2, note(1200, "e7"), record("other", "o1", tick(2), "t", {"id": "e1"})))
        found = {"e3": {"id": "e3", "n": 3}, "e7": {"id": "e7", "n": 1200}}
        assert store.bodies("note", ["e7", "nobody", "e3"]) == found
        assert list(store.bodies("note", ["e7", "e3"])) == ["e3", "e7"]
        assert len(store.bodies("note", [f"e{n}" for n in range(1200)])) == 1200
        assert store.bodies("note", []) == {}

    @pytest.mark.parametrize("count", [499, 500, 501, 1203])
    def test_a_long_journal_is_read_whole_in_order_and_from_anywhere(self, open_store: Open, count: int) -> None:
        store = open_store("bay")
        ids = [f"note/{n}" for n in range(count)]
        units = [unit(n, note(n), notices=(Notice(f"m{n}", "plant", {"n": n}),)) for n in range(count)]
        store.append(*units)
        assert [u.position for u in store.units()] == list(range(1, count + 1))
        assert [u.position for u in store.units(after=3)] == list(range(4, count + 1))
        assert [r.id for _, r in store.records()] == ids
        assert [r.id for _, r in store.records(after=2, kind="note")] == ids[2:]
        assert [(p, r.id) for p, r in store.records_of_units(1)] == list(zip(range(2, count + 1), ids[1:], strict=True))
        assert [n.body["n"] for _, n in store.notices("plant")] == list(range(count))
        assert [u.last_tick for u in store.units_between(tick(2), tick(count - 2))] == [
            tick(n) for n in range(2, count - 1)
        ]

    def test_units_of_one_and_the_same_tick_are_all_found(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(*(Unit(tick(1), tick(1), EMPTY, (), (note(n),)) for n in range(1100)))
        store.append(unit(2))
        assert [u.position for u in store.units_between(tick(1), tick(1))] == list(range(1, 1101))

    def test_what_is_appended_while_a_reader_is_under_way_reaches_it_or_not_but_breaks_nothing(
        self, open_store: Open
    ) -> None:
        store = open_store("bay")
        store.append(*(unit(n, note(n)) for n in range(600)))
        reader = store.records()
        first = next(reader)
        store.append(unit(600, note(600)))
        seen = [first[0], *(seq for seq, _ in reader)]
        assert seen in (list(range(1, 601)), list(range(1, 602)))

    def test_rebuilding_gives_the_same_projection(self, open_store: Open) -> None:
        store = open_store("bay")
        for n in range(1, 20):
            store.append(unit(n, note(n, "abc"[n % 3])))
        before = store.current("note")
        assert store.rebuild() == 0
        assert store.current("note") == before

    def test_causes_lead_to_effects(self, open_store: Open) -> None:
        store = open_store("bay")
        effect = record("note", "e", tick(2), "t", {"id": "e"}, ("raised-by", "note/1"), ("seen-with", "reading/s/4"))
        store.append(unit(1, note(1)))
        store.append(unit(2, effect))
        assert store.caused_by("note/1") == [effect]
        assert store.caused_by("reading/s/4") == [effect]
        assert store.caused_by("e") == []
        assert [r.id for r in store.of_entity("a")] == ["note/1"]

    def test_records_are_read_by_kind_and_from_a_sequence_number(self, open_store: Open) -> None:
        store = open_store("bay")
        store.append(unit(1, note(1), record("other", "o", tick(1), "t", {"id": "o"}), note(2)))
        assert [seq for seq, _ in store.records(kind="note")] == [1, 3]
        assert [r.id for _, r in store.records(after=1)] == ["o", "note/2"]

    def test_notices_wait_until_they_are_sent(self, open_store: Open) -> None:
        store = open_store("bay")
        first, second = Notice("m1", "plant", {"order": 1}), Notice("m2", "people", {"text": "涨水"})
        store.append(unit(1, notices=(first,)))
        store.append(unit(2, notices=(second,)))
        store.close()
        store = open_store("bay")
        assert list(store.pending()) == [first, second]
        assert sum(store.unsent().values()) == 2
        store.sent(["m1"])
        assert list(store.pending()) == [second]
        assert store.unsent() == {second.to: 1}
        assert list(store.notices("plant")) == [(tick(1), first)]

    def test_the_newest_snapshot_is_found(self, open_store: Open) -> None:
        store = open_store("bay")
        assert store.snapshot() is None
        for n in range(1, 5):
            store.append(unit(n, snapshot=bytes([n]) if n != 4 else None))
        assert store.snapshot() == (3, b"\x03")

    def test_another_citys_place_is_refused(self, open_store: Open) -> None:
        open_store("bay").close()
        with pytest.raises(StoreError, match="holds the city 'bay', not 'hill'"):
            open_store("hill")
