"""Whatever a crew reports can be said in both languages."""

from banyan.model.text import Said, render
from banyan.twin.crews import _report
from banyan.twin.texts import TEXTS


def test_every_report_of_a_crew_has_its_text():
    for key in ("crew.arrived", "crew.pumping", "crew.left"):
        for depth in (None, 0.234):
            said = Said(**_report(key, depth))
            assert said.key in TEXTS
            for language in ("zh", "en"):
                text = render(said, TEXTS, language)
                assert ("23" in text) == (depth is not None)
    assert set(TEXTS) == {f"crew.{what}{end}" for what in ("arrived", "pumping", "left") for end in ("", "-no-street")}
