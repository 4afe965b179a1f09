"""Cells as offices write them, good and bad, for the differential tests of the readers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

BY_COLUMN = {
    "编号": [
        "A1", " A1", "Ａ1", "A2", "A3", "A1　", "", " ", "1.5E+17", "0012", "A4\u200b", "长" * 230, "a\u0301", "A+",
        "合计", " 小 计", "总计", "合计1",
    ],
    "姓名": ["甲", "乙 ", "", "\u3000丙", "佚名", "丁\u00a0戊", "6.4E+17", "'", '"', "NULL", "\\N", "é", "𠮷"],
    "释放": [
        "2012-07-01", "2012-7-1", "2012/07/01", "2012年7月1日", "20120701", "41091", "2012-02-30", "2012-07-01 00:00:00",
        "２０１２-07-01", "1899-12-31", "2200-01-01", "无", "—", "", " 2012-07-01 ", "2012-07-01 10:30", "12-07-01", "0000-00-00",
        "infinity", "2012-13-01", "2012.07.01", "epoch",
    ],
    "补助": [
        "100", "1,234.56", "1.5万元", "￥3", "人民币12元", "-5", "+7", "1.234", "1.2000", "", "abc", "１２", "1e3", "0.1", ".5", "5.",
        "99999999999999999", "10000000000000", "100000000000000", "-0", "−3", "000012.30", "1_000", "1 000", "NaN",
    ],
    "人数": ["3", "3人", "3.0", "3.5", "1000000000", "1000000001", "-4", "", "三", "0x1", "999999999", "+1", "00", "1e2", "3 人"],
    "在册": ["是", "否", "Y", "no", "1", "0", "√", "×", "有", "", "TRUE", "是 ", "在", "不详", "true", "t"],
    "类别": ["刑满释放", "解除劳教", "刑释", "其他", "解除 劳教", "释放", "", "刑満释放", "1", "满释放刑"],
    "县区": ["640104", "兴庆区", "西夏 区", "640105", "城区", "640199", "640402", "", "兴庆", "银川"],
    "比例": ["20%", "0.2", "12‰", "1", "1.0", "1.5", "20", "", "0.1234567", "-0.5", "百分之二", "100.0%", "0.5000000", "２０％"],
    "系数": ["1", "1.5", "99.999999", "100", "100.000001", "0.0000001", "", "x", "12.3400000", "-1", "1,000"],
    "时刻": [
        "2012-07-01 14:30", "2012-07-01T14:30:59", "2012-07-01", "2012年7月1日 8:05", "2012-07-01 24:00", "", "14:30",
        "2012-07-01 14:60", "2012-07-01 14:30:61", "1899-01-01 00:00", "2012-02-30 01:00", "2012-07-01 23:59:60",
    ],
    "月份": ["2012-07", "2012年7月", "201207", "2012-13", "2012-07-01", "", "2012/7", "七月"],
    "年度": ["2012", "2012年", "2012年度", "1899", "2200", "12", "", "2012.0", "２０１２", "2012.5"],
    "月标准": ["100", "每月100元", "100元/月", "1.234", "", "0.05"],
    "责任人": ["县司法局", " 县司法局", "", "1E+05"],
    "人员": ["A1", "A2", " A1", "", "A9", "7"],
    "日期": ["2012-07-01", "2012-7-1", "20120702", "", "坏"],
    "次数": ["1", "2", "1.0", "", "二", "1次"],
    "已访": ["是", "否", "", "有"],
}  # fmt: skip
COMMON = {
    "编号": ["A5", "A6", "A7", "A8", "A9", "B1", "B2", "B3"],
    "姓名": ["甲"],
    "释放": ["2012-07-01", "2013-01-31"],
    "补助": ["100", "12.34"],
    "人数": ["3"],
    "在册": ["是", "否"],
    "类别": ["刑满释放"],
    "县区": ["兴庆区", "640104"],
    "比例": ["20%"],
    "系数": ["1.5"],
    "时刻": ["2012-07-01 14:30"],
    "月份": ["2012-07"],
    "年度": ["2012"],
    "月标准": ["100"],
    "责任人": ["县司法局"],
    "人员": ["A5", "A6"],
    "日期": ["2012-07-01", "2012-07-02", "2012-07-03"],
    "次数": ["1"],
    "已访": ["是"],
}
VALUES = [
    True, False, 0, 1, 3, -2, 10**9, 10**18, 20120701, 640104, 1.0, 0.5, 2.25, 1e17, 1e-7, 2012.0, 0.1, -3.5,
    date(2012, 7, 1), date(1899, 12, 31), datetime(2012, 7, 1, 14, 30, 20), datetime(2012, 7, 1), time(10, 30),
    timedelta(hours=30), None,
]  # fmt: skip
"""Cells that are no text, as workbooks hold them."""
JSON_VALUES = [True, False, None, 0, 1, 3, 640104, 20120701, Decimal("1.50"), Decimal("0.2"), 10**20, [1], {"a": None}]


def text_cell(column):
    """A cell of a column: mostly in order, else odd."""
    odd = BY_COLUMN.get(column, ["", "备注"])
    return st.one_of(st.sampled_from(COMMON.get(column, odd)), st.sampled_from(odd))


def rows_of_texts(columns, most=12):
    """Rows of cells for columns, some too short or too long, some blank, some twice."""
    full = st.tuples(*(text_cell(column) for column in columns)).map(list)
    cut = st.tuples(full, st.integers(0, len(columns))).map(lambda pair: pair[0][: pair[1]])
    long = st.tuples(full, st.sampled_from([[""], ["x"], [" ", "", "y"]])).map(lambda pair: pair[0] + pair[1])
    blank = st.just([" "] * len(columns))
    row = st.one_of(full, full, full, full, cut, long, blank)
    return st.lists(row, max_size=most).flatmap(
        lambda rows: (
            st.lists(st.sampled_from(rows), max_size=4).map(lambda again: rows + again) if rows else st.just(rows)
        )
    )


def headers(entity):
    """The header of a sheet: every column of an entity or some, in any order, with others."""
    declared = list(entity.columns)
    others = [name for name in declared if name not in entity.key]
    return st.tuples(st.sets(st.sampled_from(others)), st.booleans()).flatmap(
        lambda pair: st.permutations([*(n for n in declared if n not in pair[0]), *(["备注"] if pair[1] else [])])
    )
