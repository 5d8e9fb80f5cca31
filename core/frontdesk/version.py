"""The version of the frontdesk distribution."""

__version__ = "0.1.0"
