"""Perceive: no message is lost. It is an accepted observation, or a reject with a reason."""
