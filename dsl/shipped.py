"""Where the policies and calendars that come with the product lie."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = PACKAGE / "policy"
"""The policies and calendars that come with the product."""

DEFAULT_POLICY = SHIPPED / "ningxia-special-groups"
