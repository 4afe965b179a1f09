"""guiju (规矩): administrative policy documents as rules that policy officers read, edit and check cases against."""

__version__ = "0.1.0"
