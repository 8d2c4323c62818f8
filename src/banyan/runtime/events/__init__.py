"""The event log: what happened, as sentences in both languages, read from the journal newest first."""
