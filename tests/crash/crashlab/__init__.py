"""A laboratory for crashes: real processes under load, killed at seeded moments, and a verdict."""
