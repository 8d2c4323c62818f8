"""SensorThings over the running city: requests in, answers out, whatever brings them."""
