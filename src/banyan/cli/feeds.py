"""banyan feeds: the sources of a city, whether their mappings can be read, and what they make of a message."""

from pathlib import Path

import click

from banyan.cli.options import DATA
from banyan.edges.feeds.files import ReadingsFile
from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import Mapped, Unfit
from banyan.model.things import Wrong
from banyan.model.time import instant, iso
from banyan.runtime import offline
from banyan.runtime.data_folder import has_journal
from banyan.runtime.folder.places import find_city
from banyan.runtime.mqtt.updates.declared import load_declared
from banyan.runtime.readings import keys
from banyan.runtime.readings.folder import FILE, Feeds, load_feeds
from banyan.runtime.scenario import UsageError
from banyan.runtime.things.service import wall

SHOWN = 10
CITY = click.option("--city", help="The city's folder, or the name of a ready city.  [default: as the journal says]")


@click.group()
def feeds() -> None:
    """Where readings come from, and how each source says them (feeds.toml).

    \b
    Example:  banyan feeds list --city my-city
              banyan feeds try message.json --map weather --city my-city
    """


@feeds.command("list")
@CITY
@DATA
def list_command(city: str | None, data: Path) -> None:
    """The sources, what their values are called, and where these go.

    \b
    Example:  banyan feeds list --city my-city
    """
    for name, one in sorted(feeds_of(city, data).items()):
        where = f"  topic {one.feed.topic}" if one.feed.topic is not None else ""
        click.echo(f"{name}  {one.feed.format}{where}")
        for value in one.feed.values:
            unit = f" in {value.unit or '{' + str(value.unit_path) + '}'}" if value.unit or value.unit_path else ""
            click.echo(f"  {value.path or 'the message'}{unit} -> {value.by} {value.stream}")


@feeds.command("check")
@CITY
@DATA
def check_command(city: str | None, data: Path) -> None:
    """Whether every mapping, and what is said of updates, can be read; every mistake at once.

    \b
    Example:  banyan feeds check --city my-city
    """
    found = feeds_of(city, data)
    folder = folder_of(city, data)
    if folder is not None:
        load_declared(folder)
    click.echo(f"{len(found)} feeds, all of them readable: {', '.join(sorted(found)) or f'no {FILE} declares one'}")


@feeds.command("try")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "name", required=True, help="The feed whose mapping is tried.")
@click.option("--topic", help="The MQTT topic that the message came by.")
@CITY
@DATA
def try_command(file: Path, name: str, topic: str | None, city: str | None, data: Path) -> None:
    """What a mapping makes of a message or a file; nothing is stored. Exit code 1: some rows can't be read.

    \b
    Example:  banyan feeds try message.json --map weather --city my-city
    """
    feed = feed_of(feeds_of(city, data), name)
    levels: dict[str, str] = {}
    if topic is not None:
        matched = feed.topic.match(topic) if feed.topic is not None else None
        if matched is None:
            raise UsageError(f"--topic {topic}: it doesn't pass the feed's topic {feed.feed.topic}")
        levels = matched
    said = feed.read(ReadingsFile(file).rows(feed), wall(), levels)
    show(said.readings, said.refused)
    click.echo(f"{len(said.readings)} readings, {len(said.refused)} that can't be read")
    if said.refused:
        raise click.exceptions.Exit(1)


@feeds.command("key")
@click.argument("name")
@CITY
@DATA
def key_command(name: str, city: str | None, data: Path) -> None:
    """A new key for a feed's door over HTTP, in the place of its old one. It is shown once.

    \b
    Example:  banyan feeds key weather --city my-city --data .banyan/data
    """
    feed_of(feeds_of(city, data), name)
    if not has_journal(data):
        raise UsageError(f"{data} holds no city yet: start one with banyan serve, or name its --data")
    click.echo(keys.make_key(data, name))
    click.echo(f"Shown once, kept nowhere: whoever sends readings of {name} says it as Authorization: Bearer KEY.",
               err=True)


def feeds_of(city: str | None, data: Path) -> Feeds:
    """Of a city's folder, and those that imports remembered in its data folder."""
    return load_feeds(folder_of(city, data), data if data.is_dir() else None)


def folder_of(city: str | None, data: Path) -> Path | None:
    return find_city(city) if city is not None else offline.folder_of(data)


def feed_of(known: Feeds, name: str) -> Ready:
    if name not in known:
        raise Wrong(404, f"there is no feed {name!r}", f"one of {', '.join(sorted(known)) or f'{FILE}: it has none'}")
    return known[name]


def show(readings: list[Mapped], refused: list[Unfit]) -> None:
    """The first of each."""
    for one in readings[:SHOWN]:
        unit = f" {one.unit}" if one.unit else ""
        click.echo(f"{iso(instant(one.time))}  {one.by} {one.stream}  {one.value:g}{unit}")
    for bad in refused[:SHOWN]:
        click.echo(f"{bad.fault}: {bad.where}: expected {bad.expected}")
