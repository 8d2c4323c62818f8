"""The city as a client of an MQTT broker: readings in, each acknowledged once it is durable."""
