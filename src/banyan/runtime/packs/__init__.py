"""Whether a pack keeps the rules of the house."""
