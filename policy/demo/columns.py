"""The columns of the export: those the policy declares for 刑释解教人员, and two it does not."""

from typing import NamedTuple

Row = dict[str, str | int]
"""One row by column: a text, or a day as `date.toordinal` numbers it. A column that is absent is a blank cell."""


class Column(NamedTuple):
    """A heading of the export and its width in characters."""

    name: str
    width: float


_DAY = 11.5

COLUMNS = (
    Column("编号", 14),
    Column("姓名", 8),
    Column("性别", 6),  # not declared by the policy: the import leaves it out and says so
    Column("人员类别", 10),
    Column("罪名类别", 26),
    Column("服刑监所", 32),
    Column("监所所在县区", 10),
    Column("释放日期", _DAY),
    Column("释放日期确定日期", _DAY),
    Column("户籍县区", 9),
    Column("居住县区", 9),
    Column("接回县区", 9),
    Column("衔接司法所", 24),
    Column("所属派出所", 24),
    Column("所属乡镇街道", 28),
    Column("有重新违法犯罪倾向", 10),
    Column("有重新违法犯罪倾向认定机关", 32),
    Column("有重新违法犯罪倾向认定日期", _DAY),
    Column("有重新违法犯罪倾向认定依据", 22),
    Column("无家可归", 8),
    Column("无亲可投", 8),
    Column("无业可就", 8),
    Column("系统送达安置帮教办日期", _DAY),
    Column("通知书送达安置帮教办日期", _DAY),
    Column("系统送达公安机关日期", _DAY),
    Column("通知书送达公安机关日期", _DAY),
    Column("系统送达司法所日期", _DAY),
    Column("通知书送达司法所日期", _DAY),
    Column("名单下载日期", _DAY),
    Column("衔接确定日期", _DAY),
    Column("回执日期", _DAY),
    Column("情况通报日期", _DAY),
    Column("接回日期", _DAY),
    Column("接回单位", 28),
    Column("回归日期", _DAY),
    Column("信息采录日期", _DAY),
    Column("管控方案日期", _DAY),
    Column("解除帮教日期", _DAY),
    Column("备注", 16),  # not declared either
)
