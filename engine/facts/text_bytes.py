"""Bytes to text: strictly UTF-8 with or without BOM, then GB18030, else a problem. No guessing of encodings."""

from ..diagnostic import Refusal
from .file_problems import NothingInside, UndecodableText, WrongContent

BOM = b"\xef\xbb\xbf"
"""The mark some programs put before UTF-8 text."""
_FOREIGN = (
    (b"PK\x03\x04", "Excel 工作簿（.xlsx）或压缩包", "若是工作簿，把后缀改为 .xlsx；若是压缩包，先解压"),
    (b"\xd0\xcf\x11\xe0", "旧版 Excel 工作簿（.xls）或加密文件", "在 Excel 中打开后另存为 .xlsx"),
    (b"%PDF", "PDF 文件", "从业务系统重新导出为 .xlsx 或 .csv"),
    (b"PAR1", "Parquet 文件", "把后缀改为 .parquet"),
    (b"\x1f\x8b", "压缩文件", "先解压"),
    (b"\xff\xfe", "UTF-16（Unicode）文本", "在记事本中另存，编码选 UTF-8"),
    (b"\xfe\xff", "UTF-16（Unicode）文本", "在记事本中另存，编码选 UTF-8"),
)


def refuse_foreign(start: bytes, source: str) -> None:
    """Refuse a file whose first bytes are those of another kind than text."""
    for mark, actual, remedy in _FOREIGN:
        if start.startswith(mark):
            raise WrongContent(source, actual, remedy).refusal()


def binary(source: str) -> Refusal:
    """Make the exception for a file that holds bytes no text has."""
    return WrongContent(source, "二进制文件", "从业务系统重新导出为 .xlsx 或 .csv").refusal()


def decoded(data: bytes, source: str) -> str:
    """Decode a whole text file.

    Raises Refusal where it is empty, not text, or in neither encoding (with the byte offset).
    """
    refuse_foreign(data, source)
    if b"\0" in data:
        raise binary(source)
    text = _utf8_or_gb18030(data, source)
    if not text.strip():
        raise NothingInside(source).refusal()
    return text


def _utf8_or_gb18030(data: bytes, source: str) -> str:
    marked = data.startswith(BOM)
    offset = len(BOM) if marked else 0
    try:
        return data[offset:].decode("utf-8")
    except UnicodeDecodeError as utf8:
        stop = offset + utf8.start
        line = data.count(b"\n", 0, stop) + 1
        if marked:
            raise UndecodableText(source, stop, line, None).refusal() from utf8
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as gb18030:
            raise UndecodableText(source, stop, line, gb18030.start).refusal() from gb18030
