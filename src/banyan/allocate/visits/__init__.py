"""Rounds for ordinary cases: the question, first-come-nearest as the way to beat, and the judge of any rounds.

What finds better rounds is runtime's solver; it shares no figures with the judge.
"""
