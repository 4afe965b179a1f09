"""Mistakes in what somebody asks of a policy: a folder, case, rule or fact that is not there. Codes GJ6xx."""

from datetime import date

from ...engine.date_words import full_date
from ...engine.diagnostic import Diagnostic, Severity


def no_rule_files(path: str) -> Diagnostic:
    """A path that holds no rules."""
    return _refused(
        "GJ604",
        f"「{path}」里没有规则文件（*.policy）",
        (),
        ("请指明政策文件夹，它下面按施行日期分文件夹，各放 .policy 规则文件",),
    )


def _refused(code: str, message: str, notes: tuple[str, ...], help_: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, (), notes, help_)


def no_such_case(key: str, keys: tuple[str, ...], rejected: int, *, whole: bool = False) -> Diagnostic:
    """A key that no accepted row has; `keys` are the key columns, `rejected` the rows that were not accepted.

    `whole` where a 经费 is asked about that is not divided by place, so that places have no sum of their own.
    """
    notes = (f"另有{rejected}行没有读入，也许就在其中：用 policy check 看拒收清单",) if rejected else ()
    return _refused(
        "GJ601",
        f"数据里没有{'、'.join(keys)}为「{key}」的一行",
        notes,
        (
            *(("这笔经费不分地方：问总数，编号写「全部」；问计不计入哪一个，写它的编号",) if whole else ()),
            "请核对编号，注意全角、半角和前后空格；复合主键用／连接",
        ),
    )


def no_such_rule(name: str | None, entity: str, nearest: tuple[str, ...], known: tuple[str, ...]) -> Diagnostic:
    """A rule name the policy does not have for this 台账, or a 台账 that no rule is about (then `name` is None)."""
    if name is None:
        message = f"「{entity}」只作资料用，没有规则直接对它作出判断"
        return _refused("GJ602", message, (), ("请问引用这一行的那个个案的编号",))
    guess = (f"是不是要问「{'」「'.join(nearest)}」？",) if nearest else ()
    return _refused(
        "GJ602", f"没有叫「{name}」的规则", (f"可以问的规则：{'、'.join(known)}",), guess or ("请用上面列出的规则名",)
    )


def unusable_assumption(text: str, reason: str) -> Diagnostic:
    """A `--if 事实=值` that cannot be taken."""
    example = "写法：--if 事实=值，例如 --if 回执日期=2019-06-13；改成未知写 --if 回执日期=未知"
    return _refused("GJ603", f"假设「{text}」用不了：{reason}", (), (example,))


def no_such_example(wanted: str, known: tuple[str, ...]) -> Diagnostic:
    """A `-k` that no 示例 answers to."""
    shown = "、".join(f"「{name}」" for name in known[:8]) + (f"等{len(known)}个" if len(known) > 8 else "")
    note = f"有的示例：{shown}" if known else "规则里还没有示例"
    return _refused("GJ606", f"没有名称里含「{wanted}」的示例", (note,), ("请写示例名称里的几个字",))


def not_in_force(policy: str, day: date, start: date, end: date | None) -> Diagnostic:
    """A day on which a policy does not apply."""
    until = f"，{full_date(end)}失效" if end is not None else ""
    return _refused(
        "GJ607",
        f"「{policy}」在{full_date(day)}没有效力",
        (f"{full_date(start)}施行{until}",),
        ("请用 --as-of 写施行以后、失效以前的日期",),
    )
