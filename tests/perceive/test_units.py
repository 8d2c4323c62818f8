"""Units: what can be brought to what, exactly, and what can't."""

import pytest

from banyan.perceive.units import conversion, convertible


@pytest.mark.parametrize(
    ("said", "declared", "value", "expected"),
    [
        ("m", "m", 1.42, 1.42),
        ("cm", "m", 142, 1.42),
        ("mm", "m", 7, 0.007),
        ("m", "cm", 1.42, 142.0),
        ("L/s", "m3/s", 1, 0.001),
        ("m³/s", "m3/s", 2.5, 2.5),
        ("m3/min", "m3/s", 90, 1.5),
        ("mm/min", "mm/h", 0.5, 30.0),
        ("1", "%", 0.35, 35.0),
        ("kPa", "kPa", 3, 3.0),
    ],
)
def test_a_value_is_brought_to_the_declared_unit(said, declared, value, expected):
    convert = conversion(said, declared)
    assert convert is not None
    assert convert(value) == expected


@pytest.mark.parametrize(("said", "declared"), [("mm", "mm/h"), ("m", "m3/s"), ("M", "m"), ("", "m"), ("kPa", "m")])
def test_what_does_not_measure_the_same_is_not_converted(said, declared):
    assert conversion(said, declared) is None


def test_every_spelling_that_is_named_convertible_converts():
    for declared in ("m", "m3/s", "mm/h", "%", "kPa", "m³/s"):
        assert convertible(declared)[0] == declared
        assert len(set(convertible(declared))) == len(convertible(declared))
        for said in convertible(declared):
            assert conversion(said, declared) is not None
