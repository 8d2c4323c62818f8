"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): bytes to structs and back, for server and client."""
