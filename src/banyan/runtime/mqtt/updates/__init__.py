"""SensorThings updates by MQTT (18-088, 14.2): what was changed, published behind its commit."""
