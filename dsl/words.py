"""The words of the language: which start statements, which are kept from being names, and how they get misspelt."""

from typing import Final

STATEMENT_WORDS: Final = (
    "政策", "主体", "代码表", "数据表", "台账", "定义", "界定", "标准", "职责", "待遇", "定性要求", "非规范", "示例",
    "参数", "禁止", "经费", "目标", "修改", "废止", "增加", "例外", "过渡", "来源", "校验",
)  # fmt: skip
"""Words that begin a statement, in the order officers meet them."""

CLAUSE_WORDS: Final = (
    "依据", "解释", "标题", "发文机关", "文号", "施行", "失效", "原文", "日历",
    "适用日", "在册", "对", "当", "但", "的除外", "等于", "其余",
    "由", "发给", "向", "分别向", "经", "应", "可", "不得", "期限", "可延长", "中止", "触发", "须", "完成于", "违反当", "督办",
    "客观不能当", "适用期间", "一次性", "以", "为准",
    "设", "截至", "则", "按", "逐年", "优先于",
)  # fmt: skip
"""Words that begin or hold together a clause, in the order they are offered to the writer."""

OPERATOR_WORDS: Final = (
    "且", "或", "非", "为", "不为", "超过", "不超过", "不少于", "少于", "低于", "不低于", "不满",
    "早于", "晚于", "不早于", "不晚于", "属于", "不属于", "已知", "未知", "的",
    "起", "前", "后", "内", "自", "至", "至迟", "下列之一", "下列全部",
    "封顶", "保底", "四舍五入到", "进一到", "舍去到", "以上", "以下", "以内", "的部分", "的差额", "于",
)  # fmt: skip
"""Words that join values and names."""

VALUE_WORDS: Final = ("是", "否", "未规定")

_KEPT_FOR_LATER: Final = (
    "停发当", "核对", "列入", "按标准", "要求", "另读", "凭", "各", "每", "改称", "无则", "取自",
)  # fmt: skip

RESERVED: Final = frozenset((*STATEMENT_WORDS, *CLAUSE_WORDS, *OPERATOR_WORDS, *VALUE_WORDS, *_KEPT_FOR_LATER)) - {
    "一次性"
}
"""Words that are names only inside 「…」."""

ASPECTS: Final = ("状态", "期限", "触发", "数额", "主体", "待补事实", "要求")
"""What a 示例 may ask of a rule after 的; the reserved ones among them need no 「…」 there."""

# Words after which a statement word on the same line can only be a name that lacks its 「…」.
INTRODUCERS: Final = frozenset(
    (
        *STATEMENT_WORDS, "对", "由", "向", "分别向", "经", "发给", "督办", "牵头", "适用日", "自", "至", "包括", "按",
        "日历", "发文机关", "当", "但", "等于", "期限", "完成于", "至迟", "数额", "以", "设", "则", "客观不能当",
        "且", "或", "非", "为", "不为", "超过", "不超过", "不少于", "少于", "低于", "不低于", "不满", "早于", "晚于",
        "不早于", "不晚于", "属于", "不属于", "的", "于", "优先于", "封顶", "保底",
        "：", ":", "、", "，", ",", "·", "・", "•", "‧", "（", "(",
        "须", "要求", "停发当", "人数", "合计", "每", "按标准", "核对", "列入", "无则",
    )
)  # fmt: skip

_TRADITIONAL = str.maketrans(
    "職責標準體碼數據參帳賬臺經費規範廢過來驗釋對應則設為爲於時發給額辦題號機關曆屬內後餘與該從級監導質錄當達實無條單領項種類"
    "執狀態補補義務資舊變獎勵齊備間週歲",
    "职责标准体码数据参账账台经费规范废过来验释对应则设为为于时发给额办题号机关历属内后余与该从级监导质录当达实无条单领项种类"
    "执状态补补义务资旧变奖励齐备间周岁",
)

_ENGLISH: Final = {
    "policy": "政策", "agency": "主体", "code": "代码表", "enum": "代码表", "table": "数据表", "entity": "台账",
    "ledger": "台账", "define": "定义", "definition": "定义", "classify": "界定", "standard": "标准", "duty": "职责",
    "obligation": "职责", "benefit": "待遇", "example": "示例", "test": "示例", "title": "标题", "basis": "依据",
    "source": "依据", "note": "解释", "for": "对", "when": "当", "if": "当", "unless": "但", "else": "其余",
    "otherwise": "其余", "by": "由", "to": "向", "shall": "应", "must": "应", "deadline": "期限", "given": "设",
    "asof": "截至", "then": "则", "and": "且", "or": "或", "not": "非", "is": "为", "in": "属于", "true": "是",
    "false": "否", "unknown": "未知", "before": "前", "after": "后", "within": "内", "from": "自", "until": "至",
}  # fmt: skip


def keyword_meant(word: str) -> str | None:
    """The keyword a word stands for in traditional characters or English; None where it stands for none."""
    simplified = word.translate(_TRADITIONAL)
    if simplified != word and simplified in _ALL:
        return simplified
    return _ENGLISH.get(word.lower())


_ALL: Final = RESERVED | {
    "一次性", "互斥", "依次", "就高", "累加", "金额率", "不适用", "主键", "敏感", "履行", "须认定", "包括",
    "牵头", "配合", "共同", "数额",
    "由重到轻", "由轻到重", "由高到低", "由低到高", "含当日", "顺延", "不顺延", "提前", "按月末对月末", *ASPECTS,
}  # fmt: skip

KEYWORDS: Final = frozenset(_ALL)
"""Every word of the language, those that are words only in their places included."""
