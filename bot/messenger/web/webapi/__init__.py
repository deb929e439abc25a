"""The Kakao Work-compatible Web API, version 1."""
