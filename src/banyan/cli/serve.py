"""banyan serve, and what people do to a running city from the command line: stop, release, approve, refuse, ..."""

import gc
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click
from msgspec.structs import replace

from banyan.cli.errands_served import ServedErrands
from banyan.cli.place import data_option
from banyan.command.notices.policy import Policy
from banyan.edges.sensorthings.root import ByMqtt
from banyan.model.time import Instant
from banyan.runtime.casework.begun import of_running
from banyan.runtime.contacts import Contacts
from banyan.runtime.declarations import owner
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.hooks.declared import load_hooks
from banyan.runtime.hooks.incoming import Hooks
from banyan.runtime.hooks.outgoing import OUTBOX, hook_doors, hook_policy
from banyan.runtime.hooks.secrets import secrets_of
from banyan.runtime.memory import give_back_arrays
from banyan.runtime.mqtt.broker import Broker, read_broker
from banyan.runtime.mqtt.listening import Listening
from banyan.runtime.mqtt.observations import Observations
from banyan.runtime.mqtt.session import session_of
from banyan.runtime.mqtt.updates.declared import Declared, load_declared
from banyan.runtime.mqtt.updates.publishing import Updates
from banyan.runtime.notices.desk import NoticeDesk
from banyan.runtime.notices.door import Door
from banyan.runtime.notices.doors import open_doors
from banyan.runtime.notices.folder import load_policy
from banyan.runtime.notices.postman import Postman
from banyan.runtime.notices.round import Round
from banyan.runtime.open311.begun import door_of
from banyan.runtime.projects.served import Served
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.desk import ReadingsDesk
from banyan.runtime.running import Running
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan.runtime.things.service import wall
from banyan.runtime.things.upkeep import REJECTS_DAYS
from banyan.runtime.vitals import of_updates
from banyan.server import things
from banyan.server.centre import CommandCentre

TROUBLE = "mqtt: "
SWITCH_S = 0.0005      # after which a thread that computes lets one go on that waits: an alert passes through eight
GARBAGE = (10_000, 20, 20)      # objects made before their garbage is looked for, and how often older ones are


@click.command()
@click.option("--city", required=True, help="A city's folder, or the name of a ready city.")
@data_option("Data folder.", default=None)
@click.option("--port", type=click.IntRange(0, 65535), default=8420, show_default=True, help="0: any free one.")
@click.option("--replay", type=click.Path(path_type=Path, dir_okay=False), help="NDJSON readings, on their own time.")
@click.option("--open", "open_", is_flag=True, help="No sign-in on loopback: for conformance runs only.")
@click.option("--actuators", type=click.Path(path_type=Path, dir_okay=False),
              help="Append orders to this file or FIFO, for whoever obeys them. Without it control is advisory.")
@click.option("--doors", type=click.Path(path_type=Path, dir_okay=False),
              help="This machine's doors for notices (docs/notices.md). Without it no notice leaves.")
@click.option("--broker", help="An MQTT broker, mqtt://[user@]host[:port] or mqtts://, whose messages are readings.")
@click.option("--broker-password", type=click.Path(path_type=Path, dir_okay=False), help="A file with its password.")
@click.option("--rejects-days", type=click.IntRange(1, 36_500), default=REJECTS_DAYS, show_default=True,
              help="How long readings that weren't taken are kept.")
@click.option("--headless", is_flag=True, help="With --replay: no page, end with the file.")
@click.option("--yes", is_flag=True, help="Accept a changed city folder.")
def serve(
    city: str, data: Path, port: int, replay: Path | None, open_: bool, actuators: Path | None, doors: Path | None,
    headless: bool, yes: bool, broker: str | None, broker_password: Path | None,
    rejects_days: int,
) -> None:  # fmt: skip
    """The city brain on a wall clock, fed by HTTP, or on a recorded feed.

    Without --actuators nobody obeys its orders: it proposes, people may approve, and no order leaves.

    \b
    Example:  banyan serve --city cities/banyan-bay --data .banyan/data
              banyan serve --city banyan-bay --data /tmp/replayed --replay readings.ndjson --headless
    """
    give_back_arrays()
    if headless and replay is None:
        raise UsageError("--headless without --replay would run for ever and take nothing in: leave one of them out")
    folder = find_city(city)
    declared, layers = load_with_layers(folder)
    policy = load_policy(folder, declared)
    book = Book(folder, data)
    broker_ = read_broker(broker, str(declared.id), broker_password) if broker is not None else None
    published = load_declared(folder)
    opened = open_doors(doors) if doors is not None else {}

    def accept(changed: list[str]) -> bool:
        click.echo(f"The city folder changed: {', '.join(changed)}", err=True)
        return yes

    with (Serving(declared, layers, data, replay, accept, actuators, folder.resolve(),
                  rejects_days) as serving,
          ExitStack() as held):  # fmt: skip
        running, brain = serving.running, serving.running.brain
        cases = of_running(folder, declared, running)
        if not headless:
            click.echo(_mode(actuators), err=True)
        _halted_by_signals(running)
        if headless:
            running.run()
            click.echo(f"{running.brain.state.counts.received} readings gone through, "
                       f"{serving.folder.store.sequence()} records in {data}")
            return
        office = Served(running.brain.store, running.brain.note)
        office.declare(folder)
        door = door_of(folder, declared, cases, brain.store, brain.note, data) if cases is not None else None
        contacts = Contacts(data) if cases is not None else None
        hooks = load_hooks(folder, declared, cases.office.book if cases is not None else None)
        secrets = secrets_of(data)
        told = Rounds(held, running)
        if replay is None:      # what a recorded feed tells of is over: nobody is told of it again
            told.people(policy, opened, contacts)
            told.hooks(hook_policy(hooks.outgoing, declared.timezone), hook_doors(hooks.outgoing, secrets))
        notices = NoticeDesk(brain.store, policy, told.of_people, told.of_hooks)
        called = (Hooks(hooks.incoming, secrets, cases.office, contacts, data)
                  if hooks.incoming and cases is not None and contacts is not None else None)
        updates = None
        if broker_ is not None:
            broker_ = replace(broker_, session=session_of(data, str(declared.id)))
            updates = _connected(broker_, serving, book, published, held)
        with CommandCentre(running, declared, port, data, owner(declared), open_, office, cases, door,
                           serving.things.service, notices, called,
                           ReadingsDesk(serving.things.intake, book, data),
                           ServedErrands(office, cases, contacts)) as centre:
            if updates is not None:
                updates.begin(centre.url.rstrip("/") + things.ROOT)
            _welcome(centre, declared.name.en, data, open_)
            _promptly()
            running.run()
            running.halt.wait()


def _halted_by_signals(running: Running) -> None:
    def halt(_signal: int, _frame: FrameType | None) -> None:
        running.halt.set()

    signal.signal(signal.SIGINT, halt)
    signal.signal(signal.SIGTERM, halt)


def _welcome(centre: CommandCentre, name: str, data: Path, open_: bool) -> None:
    click.echo(f"{name} is served. Sign in once with one of these, on this machine:\n", err=True)
    for who, address in centre.addresses():
        click.echo(f"  {who:<18} {address}", err=True)
    if open_:
        click.echo("\nOPEN: whoever reaches this port may do anything. Not for a real city.", err=True)
    click.echo(f"\nReadings: POST NDJSON to {centre.url}api/readings with the key in {data / 'owner.json'}."
               "\nCtrl-C stops it properly.", err=True)


def _promptly() -> None:
    """Nobody waits for a thread that computes, nor while what the program is made of is looked through for garbage:
    that stops every thread for a tenth of a second.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


class Rounds:
    """The rounds that send, after each tick; what hinders one is among what the city's health says."""

    def __init__(self, held: ExitStack, running: Running) -> None:
        self._held, self._running, self._before = held, running, running.trouble
        self.of_people: Round | None = None
        self.of_hooks: Round | None = None
        running.progress = self._tick

    def people(self, policy: Policy, doors: Mapping[str, Door], contacts: Contacts | None) -> None:
        """Nothing leaves without a door; what waits is listed for people to pass on."""
        if doors:
            brain = self._running.brain
            self.of_people = self._held.enter_context(Round(Postman(brain.store, brain.note, policy, doors, contacts)))

    def hooks(self, policy: Policy, doors: Mapping[str, Door]) -> None:
        if policy.receivers:
            brain = self._running.brain
            postman = Postman(brain.store, brain.note, policy, doors, receivers=OUTBOX, gentle=True)
            self.of_hooks = self._held.enter_context(Round(postman, "hooks"))

    def _tick(self, now: Instant) -> None:
        rounds = [one for one in (self.of_people, self.of_hooks) if one is not None]
        for one in rounds:
            one.tick(now)
        self._running.trouble = next((one.trouble for one in rounds if one.trouble), self._before)


def _connected(broker: Broker, serving: Serving, book: Book, published: Declared, held: ExitStack) -> Updates:
    """Until `held` ends; updates are published once they have begun."""
    running, city = serving.running, serving.things
    updates = Updates(city.things, published, wall)
    held.callback(updates.close)
    city.service.mqtt = ByMqtt(updates.endpoints or (broker.address,), published.root, updates.said(broker.session))
    running.vitals.append(lambda: of_updates(updates))
    created = Observations(city.service, city.things, broker.session, published.root)
    listening = held.enter_context(Listening(broker, city.intake, book, created, updates))
    running.progress = _watching(running, listening)
    running.lost = lambda: listening.lost
    return updates


def _watching(running: Running, listening: Listening) -> Callable[[Instant], None]:
    """What hinders the broker's messages is among what the city's health says, after each tick."""
    before = running.progress

    def progress(now: Instant) -> None:
        before(now)
        if running.trouble is None or running.trouble.startswith(TROUBLE):
            running.trouble = None if listening.trouble is None else f"{TROUBLE}{listening.trouble}"

    if running.trouble is None and listening.trouble is not None:
        running.trouble = f"{TROUBLE}{listening.trouble}"
    return progress


def _mode(actuators: Path | None) -> str:
    if actuators is None:
        return ("Control is advisory: nobody takes orders, so it proposes and people may approve, but standing "
                "authority is not applied and no order leaves (--actuators FILE switches it on).")
    return (f"Control is on once the city is up to date: orders are appended to {actuators}, for whoever obeys them "
            "there.")
