"""Bytes to text: strictly UTF-8 with or without BOM, then GB18030, else a problem. No guessing of encodings."""

from .file_problems import NothingInside, UndecodableText, WrongContent

_BOM = b"\xef\xbb\xbf"
_FOREIGN = (
    (b"PK\x03\x04", "Excel 工作簿（.xlsx）或压缩包", "若是工作簿，把后缀改为 .xlsx；若是压缩包，先解压"),
    (b"\xd0\xcf\x11\xe0", "旧版 Excel 工作簿（.xls）或加密文件", "在 Excel 中打开后另存为 .xlsx"),
    (b"%PDF", "PDF 文件", "从业务系统重新导出为 .xlsx 或 .csv"),
    (b"PAR1", "Parquet 文件", "导出为 .xlsx、.csv 或 .json 后再试"),
    (b"\x1f\x8b", "压缩文件", "先解压"),
    (b"\xff\xfe", "UTF-16（Unicode）文本", "在记事本中另存，编码选 UTF-8"),
    (b"\xfe\xff", "UTF-16（Unicode）文本", "在记事本中另存，编码选 UTF-8"),
)


def decoded(data: bytes, source: str) -> str:
    """Decode a whole text file.

    Raises Refusal where it is empty, not text, or in neither encoding (with the byte offset).
    """
    for start, actual, remedy in _FOREIGN:
        if data.startswith(start):
            raise WrongContent(source, actual, remedy).refusal()
    if b"\0" in data:
        raise WrongContent(source, "二进制文件", "从业务系统重新导出为 .xlsx 或 .csv").refusal()
    text = _utf8_or_gb18030(data, source)
    if not text.strip():
        raise NothingInside(source).refusal()
    return text


def _utf8_or_gb18030(data: bytes, source: str) -> str:
    marked = data.startswith(_BOM)
    offset = len(_BOM) if marked else 0
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
