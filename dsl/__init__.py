"""The rule language: text in, a checked Program out."""
