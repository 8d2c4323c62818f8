"""Indicators as data: what is counted, over what, in which period; and what a result leads back to."""
