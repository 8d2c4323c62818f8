"""[[templates]] of rules.toml: rules for Datastreams, each mistake in one line."""

from datetime import timedelta

import pytest

from banyan.model.level import Level
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template, made_by, template_of
from banyan.runtime.folder import load
from tests.runtime.folder.conftest import Folder

TEMPLATE = """
[[templates]]
id = "pressure-high"
kind = "threshold"
observed_property = "Pressure"
unit = "bar"
thing = { kind = "pump" }
cause = "pressure"
off_delay_min = 2
limits = [{ level = "III", raise_at = 6.0, clear_at = 5.5, on_delay_min = 1 }]
"""


def test_a_template_is_read_as_it_is_written(folder: Folder) -> None:
    folder.append("rules.toml", TEMPLATE)
    limit = Limit(Level.III, 6.0, 5.5, timedelta(minutes=1), timedelta(minutes=2))
    assert load(folder.path).templates == (Template(
        "pressure-high", RuleKind.THRESHOLD, "Pressure", "pressure", (limit,), unit="bar", thing={"kind": "pump"}),)


def test_a_rules_id_names_its_template_and_datastream(folder: Folder) -> None:
    folder.append("rules.toml", TEMPLATE)
    templates = load(folder.path).templates
    rule = made_by(templates, "pressure-high:12")
    assert rule is not None
    assert (rule.id, rule.subject, rule.place, rule.of) == (
        "pressure-high:12", "datastream/12", "datastream/12", "datastream/12")
    assert made_by(templates, "pressure-low:12") is None
    assert made_by(templates, "pressure-high") is None
    assert template_of("a:b:7") == ("a:b", 7)


@pytest.mark.parametrize(("old", "new", "said"), [
    ('kind = "threshold"', 'kind = "forecast"', 'kind: found "forecast"'),
    ('id = "pressure-high"', 'id = "pressure:high"', 'id without ":"'),
    ("raise_at = 6.0", "raise_at = 5.0", "at most 5, where it raises"),
    ('"Pressure"', '""', "an ObservedProperty's name or definition"),
    ('cause = "pressure"', 'cause = "pressure"\nplace = "nowhere"', 'place: found "nowhere"'),
    ('cause = "pressure"', 'cause = "pressure"\ncase_type = "none"', 'case_type: found "none"'),
])
def test_a_template_that_cannot_work_is_told(folder: Folder, old: str, new: str, said: str) -> None:
    assert old in TEMPLATE
    folder.append("rules.toml", TEMPLATE.replace(old, new))
    [line] = folder.broken()
    assert line.startswith("rules.toml, templates[0].")
    assert said in line
