"""The figures pack: how releases in English and Chinese say numbers."""

from banyan.packs.figures.reading import read

__all__ = ["read"]
