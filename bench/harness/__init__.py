"""What the measurements share: servers, subjects, load, and the reading of results."""
