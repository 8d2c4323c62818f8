"""The store on PostgreSQL 15 or newer: the same promises as the embedded one, proven by the same tests."""
