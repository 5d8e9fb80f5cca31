"""Bookings that come in from another calendar: as a table (CSV) or a calendar file (ICS)."""
