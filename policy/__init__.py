"""The policies shipped with the engine, their calendars, and the demonstration data."""
