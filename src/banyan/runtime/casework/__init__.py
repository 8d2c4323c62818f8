"""Casework of a city: its declarations read, its cases kept in the journal, its clocks told in time."""
