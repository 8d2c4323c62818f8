"""Forms as data: a JSON Schema, few rules, drafts, what is known already, and what may be attached."""
