"""Simulated cities. A twin is a process of its own; it meets the city brain only through messages."""
