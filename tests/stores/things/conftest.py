from tests.runtime.things.conftest import shared

__all__ = ["shared"]
