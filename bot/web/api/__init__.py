"""JSON API v1: parses requests, calls the services, writes answers."""
