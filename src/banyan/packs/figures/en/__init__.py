"""What English texts say with numbers, as tables of patterns."""
