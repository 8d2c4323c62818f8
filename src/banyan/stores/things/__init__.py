"""Entities and Observations of SensorThings in the journal's own database."""
