"""What runs a plan: one file a database."""
