"""The mistakes a rule file can hold, one class each: its data, wording and remedy."""

from .base import Problem

__all__ = ["Problem"]
