"""The office of projects over the journal: import, duplicates, red list, bulletin."""
