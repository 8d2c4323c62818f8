"""What Chinese texts say with numbers, as tables of patterns."""
