"""The web chat: pages and their JSON API."""
