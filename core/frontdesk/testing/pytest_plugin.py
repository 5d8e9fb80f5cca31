"""Pytest collects ``*.conversation.yaml``: every script is a test."""
