"""The built-in messenger: a Kakao Work-compatible server with rooms, messages, bots and a web chat."""
