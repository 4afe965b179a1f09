"""The same rules decided in different ways; each has load, decide and write."""
