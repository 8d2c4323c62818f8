"""Datastreams that are watched: their readings accepted before they are stored, judged once they are durable.

What is remembered is arrays (perceive/columns.py, judge/kernel): a snapshot of them and the micro-batches behind it
give the same memory again after a crash (docs/decisions/0033-kernel.md).
"""
