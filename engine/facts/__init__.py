"""Case exports by format, read into typed tables; what cannot be read is rejected with its place and reason."""
