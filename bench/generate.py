"""A policy of any length made of every kind of statement, for measurements. The same length gives the same text."""

FIELDS = 12
HEADER = """政策 测量用政策
  施行 2020年1月1日

主体 民政部门、街道办

代码表 类别：甲类、乙类、丙类
"""


def policy(lines: int) -> str:
    """The text of a policy of at least so many lines that has no mistake."""
    parts = [HEADER]
    length = HEADER.count("\n")
    number = 0
    while length < lines:
        part = group(number)
        parts.append(part)
        length += part.count("\n")
        number += 1
    return "".join(parts)


def group(n: int) -> str:
    """A 台账 with what is decided about it: 定义, 界定, 标准, 职责, 待遇 and 示例, 60 lines."""
    return f"{_ledger(n)}\n{_values(n)}\n{_duties(n)}"


def _ledger(n: int) -> str:
    return f"""
台账 人员{n}
  · 编号：文本 主键
  · 姓名：文本 敏感
  · 类别{n}：类别
  · 年龄{n}：整数 岁
  · 收入{n}：金额
  · 独居{n}：是非
  · 残疾{n}：是非
  · 失能{n}：是非 须认定
  · 申请日期{n}：日期 履行
  · 受理日期{n}：日期 履行
  · 办结日期{n}：日期 履行
  · 经办{n}：民政部门
"""


def _values(n: int) -> str:
    return f"""# 第{n}组的规则
定义 起算日期{n} 对 人员{n}
  等于 先到（申请日期{n}、受理日期{n}）

界定 困难{n} 对 人员{n}
  依据 《办法》
  当 下列之一：
    （一）独居{n} 且 年龄{n} 不少于 80岁；
    （二）残疾{n} 或 失能{n}；
    （三）收入{n} 低于 1000元 且 非 （类别{n} 为 甲类）；
    （四）下列全部：
      1.类别{n} 属于 （乙类、丙类）；
      2.年龄{n} 不少于 60岁；
  但 收入{n} 超过 5000元 的除外

标准 津贴{n} 对 人员{n} 依次
  依据 《办法》
  （一）年龄{n} 不少于 100岁：1000元；
  （二）年龄{n} 不少于 90岁：500元；
  （三）困难{n}：300元；
  （四）类别{n} 为 甲类：未规定；
  （五）其余：100元。
"""


def _duties(n: int) -> str:
    return f"""职责 办结{n}
  依据 《办法》
  解释 "原文没有写明起算日，从先到的一日起算"
  对 人员{n} 当 困难{n}
  由 经办{n}
  应 "办结并书面告知"
  期限 起算日期{n} 起 20个工作日 内
  完成于 办结日期{n}
  督办 民政部门

待遇 发放{n}
  依据 《办法》
  对 人员{n} 当 困难{n} 且 办结日期{n} 已知
  由 民政部门
  一次性 数额 津贴{n}
  以 办结日期{n} 为准

示例 "第{n}组"
  设 年龄{n} 为 85岁
  设 独居{n} 为 是
  截至 2020年6月1日
  则 津贴{n} 为 未知
"""
