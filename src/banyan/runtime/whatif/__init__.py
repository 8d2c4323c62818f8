"""What if: from any moment of a city's journal a world of its own goes on, and nobody but its asker is touched.

Read in this order: `question` (what is asked), `subject` (the city of a data folder), `remember` and `past` (its memory
and its water at the moment), `weather` (what comes then), `runs` (four courses of it), `result` (what is told), `kept`.
"""
