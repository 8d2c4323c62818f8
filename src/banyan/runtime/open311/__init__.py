"""The door for other programs: what GeoReport v2 asks of a city, its keys, and cases that go from city to city."""
