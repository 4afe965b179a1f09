"""A comparison of what cannot be compared is refused, at its own place; the rest of the policy says nothing about it."""

from random import Random

from guiju.engine.origin import Span
from hypothesis import given
from hypothesis import strategies as st

from .expressions import Author
from .laying_out import RULES, examined, shown
from .policies import policies
from .profile import looked_at
from .world import BOOLEAN, DATE, MEASURED, MOMENT, MONEY, PERCENT, RATE, TEXT, YEAR, Kind, World

SIZES = ("超过", "不超过", "不少于", "少于", "低于", "不低于", "不满")
DATES = ("早于", "晚于", "不早于", "不晚于")
KINDS = (BOOLEAN, DATE, MOMENT, MONEY, PERCENT, RATE, TEXT, YEAR, Kind("整数", "人"))
"""Kinds of which no literal of one passes for another."""
DATED = (DATE, MOMENT)
TRIES = 10


def wrong_word(author: Author) -> str:
    """Two values of one kind, compared by a word that is for others."""
    kind = author.world.pick([k for k in KINDS if k != YEAR])  # years have both an order and a size
    words = [w for w in DATES if kind not in DATED] + [w for w in SIZES if kind.name not in MEASURED]
    left, right = (author.literal(kind) if author.world.chance(0.3) else column(author, kind) for _ in range(2))
    return f"{left} {author.world.pick(words)} {right}"


def mixed_kinds(author: Author) -> str:
    """Two values of different kinds, compared by any word."""
    first, second = author.rng.sample(KINDS, 2)
    word = author.world.pick(("为", "不为", *SIZES, *DATES))
    return f"{column(author, first)} {word} {column(author, second)}"


def mixed_list(author: Author) -> str:
    """A value asked for among values of which one is of another kind."""
    first, second = author.rng.sample(KINDS, 2)
    items = [column(author, first), column(author, second)]
    author.rng.shuffle(items)
    return f"{column(author, first)} 属于 （{'、'.join(items)}）"


def range_of(author: Author) -> str:
    """A range of what has no size, or between other kinds."""
    unsized = [k for k in KINDS if k.name not in MEASURED]
    first = author.world.pick(unsized)
    return f"{column(author, first)} 为 {column(author, first)} 以上"


def no_condition(author: Author) -> str:
    """A value where a condition must stand."""
    value = column(author, author.world.pick([k for k in KINDS if k != BOOLEAN]))
    return author.world.pick((f"非 {value}", f"{value} 且 是", f"否 或 {value}"))


def column(author: Author, kind: Kind) -> str:
    """A column of the kind, or a literal where there is none."""
    reads = author.world.reads(author.entity, kind, far=False)
    return author.world.pick(reads)[0] if reads else author.literal(kind)


@looked_at(12)
@given(policies(), st.integers(0, 2**32))
def test_what_cannot_be_compared_is_refused(tmp_path_factory, draft, seed):
    folder, rng = tmp_path_factory.getbasetemp() / "types", Random(seed)
    world: World = draft.world
    world.rng = rng
    for _ in range(TRIES):
        author = Author(world, rng.choice(world.ledgers()))
        wrong = rng.choice((wrong_word, wrong_word, mixed_kinds, mixed_list, range_of, no_condition))(author)
        rule = f"界定 所加的界定 对 {author.entity.name}\n  依据 《办法》\n  当 {wrong}\n"
        found = examined(folder, draft, {RULES: f"{draft.text}\n{rule}"})
        errors = [d for d in found.diagnostics if d.is_error]
        assert errors, f"accepted: {wrong}"
        assert found.policy is None
        for error in errors:
            place = error.labels[0].place
            assert isinstance(place, Span)
            assert place.start >= len(draft.text), (wrong, shown(errors))
