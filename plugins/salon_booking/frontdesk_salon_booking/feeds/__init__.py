"""A business's bookings as a calendar that phones subscribe to."""
