"""A city's own notices: its crews and officers are told, a replay passes over it, the command line shows it."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner

from banyan.cli.main import cli
from banyan.command.notices.policy import Policy, Receiver, Retry
from banyan.model.authority import Refused
from banyan.model.city import City
from banyan.model.observation import EMPTY
from banyan.model.ports import Unit
from banyan.model.record import Record, canonical
from banyan.model.time import minutes
from banyan.runtime.data_folder import open_reader, open_writer
from banyan.runtime.notices.postman import Postman
from banyan.runtime.remembered import remember
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan_check import check
from tests.runtime.conftest import T0
from tests.runtime.notices.test_postman import Memory
from tests.runtime.test_catching_up import never
from tests.runtime.test_restart import feed

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "notices.schema.json"
POLICY = Policy(receivers=(Receiver("crew", ("radio",)),), retry=Retry(1, minutes(1)))
CITY = Path(__file__).parents[3] / "cities" / "banyan-bay"


@pytest.fixture
def flooded(bay: City, tmp_path: Path) -> Path:
    """A street under water: a crew is to be sent, and nobody obeys."""
    with Serving(bay, {}, tmp_path / "d", feed(tmp_path / "feed", 0, 60, ("tower-road.depth", 0.3)), never) as city:
        city.running.run()
    return tmp_path / "d"


def rounds(data: Path, radio: Memory) -> None:
    with open_writer(data) as store:
        last = next(iter(store.units(store.position() - 1))).last_tick

        def note(records: Sequence[Record]) -> None:
            store.append(Unit(last, last, EMPTY, (), records))

        man = Postman(store, note, POLICY, {"radio": radio})
        man.begin(T0 + timedelta(hours=1))
        man.step(T0 + timedelta(hours=1))


def test_a_crew_is_told_and_a_replay_passes_over_it(bay: City, flooded: Path) -> None:
    radio = Memory()
    rounds(flooded, radio)
    sent = radio.came[0]
    assert (sent.id, sent.to[:5], sent.title) == (
        "dispatch/T/ponding/river@20260724T060200Z/tower-road/1/1", "crew-", "出动：tower-road")
    with open_reader(flooded) as store:
        assert check([msgspec.json.decode(canonical(r)) for _, r in store.records()]).violations == ()
        brain = remember(bay, store, T0, never)
        assert brain.state.command.tasks


def test_the_command_line_shows_every_notice_and_its_tries(flooded: Path, tmp_path: Path) -> None:
    rounds(flooded, Memory(refusals=1))
    out = tmp_path / "out.json"
    listed = CliRunner().invoke(cli, ["notices", "list", "--data", str(flooded), "--json", str(out)]).output
    assert [line.split()[1:3] for line in listed.splitlines() if "unreached" in line] == [
        ["unreached", "dispatch/T/ponding/river@20260724T060200Z/tower-road/1/1"]]
    told = json.loads(out.read_text(encoding="utf-8"))
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert [e.message for e in jsonschema.Draft202012Validator(published).iter_errors(told)] == []
    way = next(w for w in told["deliveries"] if w["phase"] == "unreached")
    shown = CliRunner().invoke(cli, ["notices", "show", way["letter"]["id"], "--data", str(flooded)]).output
    assert "1  radio  failed  the line is busy" in shown


def test_what_was_given_up_is_tried_again_by_who_may(flooded: Path) -> None:
    rounds(flooded, Memory(refusals=1))
    retry = ["notices", "retry", "dispatch/T/ponding/river@20260724T060200Z/tower-road/1/1", "--data", str(flooded),
             "--city", str(CITY)]
    refused = CliRunner().invoke(cli, [*retry, "--as", "auditor-1"])
    assert isinstance(refused.exception, Refused)
    done = CliRunner().invoke(cli, retry)
    said = f"{retry[2]}: will be tried again with the next round, asked for by owner\n"
    assert (done.exit_code, done.output) == (0, said)
    radio = Memory()
    rounds(flooded, radio)
    assert [e.id for e in radio.came] == [retry[2]]
    again = CliRunner().invoke(cli, retry)
    assert "is delivered: only what wasn't delivered is tried again" in str(again.exception)
    unknown = CliRunner().invoke(cli, ["notices", "show", "N-9", "--data", str(flooded)])
    assert isinstance(unknown.exception, UsageError)
