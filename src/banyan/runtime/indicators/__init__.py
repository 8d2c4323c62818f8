"""Indicators over what there is: the journal's cases, a table of cases, or a table of counts."""
