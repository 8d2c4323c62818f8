"""What is known to be the user's is known by name: each name must be there."""

from importlib import import_module

import pytest

from banyan.cli.errors import KNOWN, known, loaded


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in KNOWN.items() for name in names])
def test_every_known_error_is_where_its_name_says(module: str, name: str) -> None:
    kind = getattr(import_module(module), name)
    assert issubclass(kind, Exception)
    assert kind in loaded()


def test_a_defect_of_ours_is_not_taken_for_the_users() -> None:
    assert known(ValueError("odd")) is None
