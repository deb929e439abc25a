"""aiohttp for the broadcast side: console, JSON API, media, operations."""
