"""Everyday words and signs that officers write for words of the language, and what each means there."""

import re
from typing import Final

SPOKEN: Final = {
    "小于": ("低于", "少于", "不满"), "大于": ("超过",), "高于": ("超过",), "多于": ("超过",), "早于等于": ("不晚于",),
    "小于等于": ("不超过",), "大于等于": ("不少于", "不低于"), "等于": ("为",), "不等于": ("不为",), "是": ("为",),
    "不是": ("不为", "非"), "至少": ("不少于", "不低于"), "至多": ("不超过",), "最高": ("封顶",), "最多": ("封顶", "不超过"),
    "最低": ("保底",), "并且": ("且",), "同时": ("且",), "而且": ("且",), "以及": ("且",), "或者": ("或",), "并": ("且",),
    "乘以": ("×",), "乘": ("×",), "除以": ("÷",), "加": ("+",), "加上": ("+",), "减": ("-",), "减去": ("-",),
    "如果": ("当",), "若": ("当",), "如": ("当",), "条件": ("当",), "其中": ("当",), "应当": ("应",), "必须": ("应", "须"),
    "可以": ("可",), "禁止": ("不得",), "不准": ("不得",), "责任单位": ("由",), "负责": ("由",), "责任主体": ("由",),
    "承办": ("由",), "时限": ("期限",), "办理时限": ("期限",), "截止": ("截至",), "完成日期": ("完成于",), "对象": ("对",),
    "其他": ("其余",), "其它": ("其余",), "否则": ("其余",), "金额": ("数额",), "包含": ("包括",), "监督": ("督办",),
    "例外的": ("的除外",), "除外": ("的除外",), "以内": ("内",), "之内": ("内",), "之前": ("前",), "之后": ("后",),
    "以前": ("前",), "以后": ("后",), "从": ("自",), "到": ("至",), "不迟于": ("至迟", "不晚于"), "假设": ("设",),
    "结果": ("则",), "引用": ("依据",), "根据": ("依据",), "说明": ("解释",), "每人": ("按",),
}  # fmt: skip
"""By the word as spoken, the words of the language it may stand for, the likeliest first."""

SIGNS: Final = {
    "=": "「为」（定义里写「等于」）", "＝": "「为」（定义里写「等于」）", "≠": "「不为」", "<": "「低于」「少于」，日期写「早于」",
    "＜": "「低于」「少于」，日期写「早于」", ">": "「超过」，日期写「晚于」", "＞": "「超过」，日期写「晚于」",
    "<=": "「不超过」，日期写「不晚于」", ">=": "「不少于」「不低于」，日期写「不早于」", "!=": "「不为」", "==": "「为」",
    "≤": "「不超过」，日期写「不晚于」", "≥": "「不少于」「不低于」，日期写「不早于」", "&": "「且」", "|": "「或」", "!": "「非」",
    "！": "「非」", "℃": "小数，字段的类型写「小数」，例如 18.0", "°": "小数，字段的类型写「小数」，例如 18.0",
    "￥": "金额，例如 200元", "¥": "金额，例如 200元", "$": "金额，例如 200元", "㎡": "平方米，例如 120平方米",
}  # fmt: skip
"""By the sign, what is written in place of it."""

_EACH: Final = re.compile(r"(每(?:月|季度|半年|年))(?:的)?(\S+?日|月末|末)?(?:之前|以前|前|内)?")
_DAY: Final = re.compile(r"([0-9０-９]{1,2}月)?[0-9０-９]{1,2}日(?:之前|以前|前)")


def meant(word: str, accepted: frozenset[str]) -> str | None:
    """The word of the language that may stand here and that a spoken word means; None where there is none."""
    signs = {"×": "TIMES", "÷": "DIVIDED_BY", "+": "PLUS", "-": "MINUS"}
    return next((w for w in SPOKEN.get(word, ()) if signs.get(w, w) in accepted), None)


def day_of_each_period(word: str) -> str | None:
    """每月25日前 as the language writes it: 每月 至迟 25日; None for other words."""
    match = _EACH.fullmatch(word)
    if match is None or match.group(2) is None:
        return None
    return f"{match.group(1)} 至迟 {match.group(2)}"


def day_before(word: str) -> str | None:
    """10月15日前 behind 每年 as the language writes it: 至迟 10月15日."""
    match = _DAY.fullmatch(word)
    return f"至迟 {re.sub('(之前|以前|前)$', '', word)}" if match is not None else None
