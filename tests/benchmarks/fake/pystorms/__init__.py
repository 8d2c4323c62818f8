"""Stands in for pystorms in tests: the same few names that the benchmark uses, over a network of our own."""
