"""Hydraulics on EPA SWMM 5.2: the plant (the simulated world), its twin brothers for comparison, and the model."""
