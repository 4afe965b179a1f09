"""A synthetic export for the shipped Ningxia policy: what `policy demo` has to check. No real person is in it."""

from .calendar import AS_OF
from .workbook import SHEET, write_demo_workbook

__all__ = ["AS_OF", "SHEET", "write_demo_workbook"]
