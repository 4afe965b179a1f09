"""接回县区 的 县级财政: the duty holder of one place."""

from ..lowering.parties import joint
from ..lowering.strict import strict
from ..types import BearerType, CauseKind, TextType, Type, unknown
from .operator import Example, Operator, UnknownRule


def _place_and_kind(types: tuple[Type, ...]) -> Type | None:
    return BearerType() if len(types) == 2 and all(isinstance(t, TextType) for t in types) else None


OF_PLACE = Operator(
    "的（主体）",
    _place_and_kind,
    "左边指向一行有名称的资料，右边是按它设立的主体",
    UnknownRule.STRICT,
    lambda place, kind: f"{place}{kind}",
    "语言约定：主体 按 县区",
    (
        Example(("兴庆区", "县级财政"), "兴庆区县级财政"),
        Example((unknown(CauseKind.MISSING, "甲.乙"), "县级财政"), unknown(CauseKind.MISSING, "甲.乙")),
    ),
    lower=strict(":a || :b"),
)

JOINT = Operator(
    "共同",
    lambda types: BearerType() if types and all(isinstance(t, BearerType) for t in types) else None,
    "都是主体",
    UnknownRule.STRICT,
    lambda *names: "、".join(names),
    "语言约定：由 甲、乙 共同",
    (
        Example(("甲", "乙"), "甲、乙"),
        Example(("甲", unknown(CauseKind.MISSING, "甲.乙")), unknown(CauseKind.MISSING, "甲.乙")),
    ),
    lower=joint,
)

PARTIES = (OF_PLACE, JOINT)
