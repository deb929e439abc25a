"""Spacecast: company notices to a whole workspace, sent once to everybody."""

__version__ = "0.1.0"
