"""The nouns: frozen structs, ids, units and time. Nothing here waits, writes or asks what time it is."""
