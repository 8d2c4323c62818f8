"""What if: from any moment of a city's journal a world of its own goes on, and nobody but its asker is touched.

Read in this order: `question` and `planfile` (what is asked), `subject` (the city of a data folder), `remember` and
`past` (its memory and its water at the moment), `weather` (what comes then), `ground` (all of these together), `worlds`
(the runs), `runs` (the answer), `result` (what is told), `kept` (where it lies), `queue` and `worker` (beside a running
city).
"""
