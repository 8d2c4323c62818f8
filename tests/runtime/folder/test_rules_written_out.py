"""One declaration for many subjects becomes a rule each."""

from datetime import timedelta

from banyan.model.level import Level
from banyan.model.rule import RuleKind
from banyan.runtime.folder import load
from tests.runtime.folder.conftest import Folder


def test_a_rule_for_a_list_is_written_out_in_its_order(folder: Folder) -> None:
    rules = [r for r in load(folder.path).rules if r.kind is RuleKind.SILENCE]
    names = ["lake-1.level", "river-1.level", "pump-station.level", "sea.tide", "market.depth"]
    assert [r.id for r in rules] == [f"silence.{name}" for name in names]
    assert [r.subject for r in rules] == names
    assert [r.streams for r in rules] == [(name,) for name in names]


def test_delays_of_a_limit_are_the_rules_unless_it_has_its_own(folder: Folder) -> None:
    folder.edit("rules.toml", "clear_at = 0.44", "clear_at = 0.44, on_delay_min = 0.5, off_delay_min = 0")
    limits = load(folder.path).rules[0].limits
    assert [limit.level for limit in limits] == [Level.IV, Level.III, Level.II, Level.I]
    assert [limit.on_delay for limit in limits] == [timedelta(minutes=2)] * 3 + [timedelta(seconds=30)]
    assert [limit.off_delay for limit in limits] == [timedelta(minutes=10)] * 3 + [timedelta(0)]


def test_the_streams_of_an_expression_are_those_it_names(folder: Folder) -> None:
    folder.edit("rules.toml", 'of = "market.depth"', 'of = "max({market.depth}, {lake-1.level} - {river-1.level})"')
    assert load(folder.path).rules[0].streams == ("market.depth", "lake-1.level", "river-1.level")


def test_every_rule_of_a_list_is_checked(folder: Folder) -> None:
    folder.edit("rules.toml", '"sea.tide", "market.depth"]', '"sea.tied", "market.depth"]')
    assert folder.broken() == [
        'rules.toml, rules[2].of: found "sea.tied"; expected a stream of streams.toml (did you mean "sea.tide"?)',
        'rules.toml, rules[2].subject: found "sea.tied"; '
        'expected the id of a lake or place or device or stream declared here (did you mean "sea.tide"?)',
    ]


def test_the_same_name_twice_in_a_list_is_an_id_given_twice(folder: Folder) -> None:
    folder.edit("rules.toml", '"sea.tide", "market.depth"]', '"sea.tide", "sea.tide"]')
    assert folder.broken() == [
        'rules.toml, rules[2].id: found "silence.sea.tide"; '
        "expected an id of its own: rules.toml, rules[2].id has it already"
    ]
