"""The city's own wire format: one JSON object a line (docs/architecture.md)."""
