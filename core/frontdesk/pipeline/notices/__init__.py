"""Notices on their way: what plugins tell customers without having been asked."""
