"""The parts of a Word file packed into one, the same bytes for the same parts."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def packed(parts: Mapping[str, bytes], day: date) -> bytes:
    """A package of parts by name, in their order, stamped with a day."""
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, stamp)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return made.getvalue()


def repacked(package: bytes, day: date) -> bytes:
    """A package as another program made it, stamped with a day instead of the clock's."""
    with ZipFile(BytesIO(package)) as opened:
        return packed({name: opened.read(name) for name in opened.namelist()}, day)
