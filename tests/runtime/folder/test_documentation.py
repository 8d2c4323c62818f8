"""docs/city-folder.md says what the reader of a folder does."""

import re
from pathlib import Path

import msgspec

from banyan.model.device import Device
from banyan.packs.water.expectation import Settings
from banyan.runtime.folder.references import ACTIONS
from tests.runtime.folder.conftest import Folder

PAGE = Path(__file__).parents[3] / "docs/city-folder.md"


def test_the_page_names_every_action_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("city.toml", "")
    families = "alert|bulletin|case|city|figures|handover|journal|plan|projects|proposal|readings|standing|stop|whatif"
    named = re.findall(rf"`((?:{families})\.[a-z-]+)`", text)
    assert sorted(set(named)) == sorted(ACTIONS)


def test_the_page_names_every_controller_parameter() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in Settings.__struct_fields__ if f"`{name}`" not in text] == []


def test_the_defaults_of_a_device_stand_in_the_page() -> None:
    fields = {field.name: field.default for field in msgspec.structs.fields(Device)}
    text = PAGE.read_text(encoding="utf-8")
    for row, names in (("| 0, 100 |", ("low", "high")), ("| 0, 0, 60 |", ("min_on_min", "min_off_min"))):
        assert row in text
        assert tuple(int(fields[name]) for name in names) == tuple(int(n) for n in re.findall(r"\d+", row)[:2])
    assert (fields["ramp"], fields["stale_min"], fields["head_margin"], fields["max_starts_per_h"]) == (10, 10, 0, 60)


def test_the_mistakes_shown_in_the_page_are_what_check_says(folder: Folder) -> None:
    folder.edit("city.toml", "ramp = 10", "ramp = 0").edit("rules.toml", 'of = "market.depth"', 'of = "market.dept"')
    shown = [line.strip() for line in PAGE.read_text(encoding="utf-8").splitlines() if ": found " in line]
    assert folder.broken() == shown
