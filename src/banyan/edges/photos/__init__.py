"""Photos: what they say of their time and place, and the same picture without it."""

from banyan.edges.photos.shot import PhotoError, shot
from banyan.edges.photos.strip import strip

__all__ = ["PhotoError", "shot", "strip"]
