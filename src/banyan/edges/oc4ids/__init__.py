"""Projects as an OC4IDS 0.9 project package: JSON that transparency portals read."""

from banyan.edges.oc4ids.package import PREFIX, Publication, PublicationError, package

__all__ = ["PREFIX", "Publication", "PublicationError", "package"]
