"""Time that is taken in calendars outside frontdesk."""
