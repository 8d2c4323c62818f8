import pytest

from banyan.measure.split import Part, split
from banyan.model.effect import Flooding, Run


def run(street: float, bank: float = 0.0) -> Run:
    return Run(Flooding(street + bank, street, bank, {}), {}, {}, {}, {})


FOUR = {("off", "nearest"): run(1000), ("on", "nearest"): run(400), ("off", "planned"): run(900),
        ("on", "planned"): run(200)}  # fmt: skip


def test_main_effects_are_means_over_the_other_factor_and_the_interaction_half_their_difference() -> None:
    # Control spares 600 with the nearest crew, 700 with planned ones; planning spares 100 without control, 200 with it.
    values = {"off/nearest": 1000.0, "off/planned": 900.0, "on/nearest": 400.0, "on/planned": 200.0}
    assert split(FOUR)[1] == Part("street", values, control=650.0, crews=150.0, interaction=50.0)


def test_the_two_effects_and_the_interaction_add_up_to_what_both_together_spare() -> None:
    total = split(FOUR)[0]
    assert total.control is not None
    assert total.crews is not None
    assert total.values["off/nearest"] - total.values["on/planned"] == total.control + total.crews


def test_without_crews_only_control_can_be_told() -> None:
    part = split({("off", "planned"): run(300), ("on", "planned"): run(100)})[0]
    assert (part.control, part.crews, part.interaction) == (200.0, None, None)


def test_a_run_that_is_none_of_the_four_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="off/furthest: control off or on"):
        split({("off", "furthest"): run(1)})
