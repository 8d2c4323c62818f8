"""Notices to people leave here: from the outbox, at least once, known by id, and only by doors that are declared."""
