"""Webhooks: programs that report to a city by signed calls, and those that are told how its cases go."""
