"""OGC SensorThings API 1.1 (18-088): resource paths, query options and JSON, to nouns and back."""
