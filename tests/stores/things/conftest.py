"""Stores for tests that ask of nothing but the streams that they made."""

from collections.abc import Iterator

import pytest

from banyan.stores.journal import Journal
from tests.runtime.things.conftest import shared, store_of

__all__ = ["shared"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """One journal on PostgreSQL for a module's tests: to make its tables takes longer than most of them."""
    with store_of("postgres", tmp_path_factory.mktemp("server"), "town") as opened:
        yield opened
