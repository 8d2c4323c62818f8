"""Who is told what and when: pure decisions. What waits and sends is runtime/notices."""
