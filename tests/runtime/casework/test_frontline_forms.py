"""The frontline pack's own forms, filled as people fill them: what is asked next, what is reckoned, what is missing."""

import pytest

from banyan.command.forms.fill import fill
from tests.server.fake_cases import casebook, forms


def filled(form, **answers):
    found = fill(forms()[form], answers)
    return found.values, [f"{w.field} {w.said.key.removeprefix('forms.')}" for w in found.wrong]


def asked(form, **answers):
    return list(fill(forms()[form], answers).shown)


def test_eight_types_ask_a_form_and_each_form_is_asked():
    of = {d.id: d.form for d in casebook().definitions if d.form}
    assert of == {"drain-blocked": "drain", "lamp-out": "lamp", "lamp-post": "lamp", "tree-down": "tree",
                  "noise": "noise", "pothole": "road-damage", "elder-silent": "elder", "rubbish": "rubbish"}
    assert set(of.values()) == set(forms())


@pytest.mark.parametrize("form", sorted(forms()))
def test_every_question_and_choice_is_called_in_both_languages(form):
    one = forms()[form]
    assert set(one.labels) == set(one.fields)
    for field in one.fields:
        assert {key for key, _ in one.keys(field)} == set(one.choices.get(field, {})), field


def test_a_drain_asks_for_depth_once_water_stands_and_for_traffic_from_15_cm_on():
    assert asked("drain") == ["cause", "grate", "water"]
    assert asked("drain", water=True) == ["cause", "grate", "water", "depth_cm", "length_m", "width_m"]
    assert filled("drain", water=True)[1] == ["depth_cm missing"]
    values, wrong = filled("drain", water=True, depth_cm=15, length_m=12, width_m=2.5)
    assert (values["area_m2"], wrong) == (30, ["passable missing"])
    assert filled("drain", water=True, depth_cm=14.9)[1] == []
    assert filled("drain", water=False, depth_cm=40, passable="no") == ({"water": False}, [])


def test_a_lamp_asks_for_its_number_or_how_many_and_for_a_fence_at_bare_wires():
    assert asked("lamp", lamps="one") == ["fault", "lamps", "number", "since", "wires"]
    assert filled("lamp", lamps="several", number="E-1") == ({"lamps": "several"}, ["count missing"])
    assert filled("lamp", wires=True)[1] == ["fenced missing"]
    assert filled("lamp", since="24 July")[1] == ["since bad_format"]


def test_a_tree_asks_for_the_line_it_touches_and_for_the_ambulance():
    assert filled("tree", what="tree", trunk_cm=40, blocks=["road"], way=True) == (
        {"what": "tree", "trunk_cm": 40, "blocks": ["road"], "way": True}, [])
    assert filled("tree", what="branch", trunk_cm=40)[0] == {"what": "branch"}
    assert filled("tree", lines=True, hurt=True)[1] == ["called missing", "line missing"]
    assert filled("tree", blocks=["road", "road"])[1] == ["blocks bad_repeated"]


def test_noise_needs_its_time_and_says_which_where_it_is_another():
    assert filled("noise")[1] == ["when missing"]
    assert filled("noise", when="night", kind="other")[1] == ["other missing"]
    assert asked("noise", when="day", kind="dance") == ["when", "kind", "now"]
    assert filled("noise", when="both", nights=8)[1] == ["nights bad_range"]


def test_a_hole_of_half_a_square_metre_or_a_hands_depth_asks_what_traffic_does():
    values, wrong = filled("road-damage", length_cm=100, width_cm=50, depth_cm=8)
    assert (values["area_m2"], values["litres"], wrong) == (0.5, 40, ["traffic missing"])
    assert filled("road-damage", length_cm=100, width_cm=49, depth_cm=8)[1] == []
    assert filled("road-damage", depth_cm=10)[1] == ["traffic missing"]
    assert asked("road-damage") == ["lane", "length_cm", "width_cm", "depth_cm", "damage"]


def test_an_elder_who_was_tried_needs_when_they_were_last_heard():
    assert filled("elder", contact_tried=["door"])[1] == ["last_heard missing"]
    assert filled("elder", last_heard="longer", key="neighbour")[1] == ["days missing"]
    assert filled("elder", last_heard="today", days=3, key="nobody") == ({"last_heard": "today", "key": "nobody"}, [])


def test_of_an_elders_health_and_of_where_the_key_lies_nothing_is_kept():
    assert set(forms()["elder"].fields) == {"contact_tried", "last_heard", "days", "usual", "key", "signs"}
    assert filled("elder", illness="heart", key="neighbour", key_where="mat")[1] == [
        "illness no_field", "key_where no_field"]


def test_a_cubic_metre_of_rubbish_asks_for_the_lorry():
    values, wrong = filled("rubbish", what="hazardous", length_m=2, width_m=1, height_m=0.5)
    assert (values["volume_m3"], wrong) == (1, ["hazard missing", "lorry missing"])
    assert filled("rubbish", what="rubble", length_m=2, width_m=1, height_m=0.4)[1] == []
