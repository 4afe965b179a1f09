"""States of duties on report.html: by duty, by office, by place, and what falls due next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from attrs import field, frozen

from ..engine.outcome import BearerCounts, Obligation, Result, State, TargetState
from ..engine.program import Modality, Program
from .page_tables import NOTHING, Bar, Bars, Cell, PageColumn, PageTable, Rows, count, day, without_zero_columns
from .places import Places, Placing
from .result_views import counted_states, last_day
from .rule_cards import RuleCards
from .rule_index import RuleIndex
from .shown import Shown
from .standings import DUE, DutyStandings, Standing, is_office, percent, standings, together

AHEAD = 30
"""Days the timeline looks ahead."""
MOST_OFFICES = 100
"""Offices listed under one duty; the others follow as one row."""
COLOURS = {
    State.ON_TIME: "#2f7d4f", State.KEPT: "#7fb08f", State.LATE: "#e0892b", State.OVERDUE: "#b3261e",
    State.DEFECTIVE: "#7b4bab", State.BREACHED: "#5c1010", State.PENDING: "#2f6db3", State.OPEN: "#6aa0d8",
    State.USED: "#1f4e79", State.EXPIRED: "#7f7f7f", State.UNDECIDED: "#8a8f98", State.DOUBTFUL: "#c9b037",
    State.IMPOSSIBLE: "#b9bec6", State.TO_VERIFY: "#d5a6bd", State.NOT_APPLICABLE: "#e3e6ea",
}  # fmt: skip
RATE_WORDS = (
    "按期率＝按期履行（禁止为未违反）的件数÷应办件数。应办只算已到期、能判定的：按期履行、未违反、逾期履行、"
    "逾期未履行、不合要求、违反禁止；待履行、无法判定、存疑、客观不能、不适用都不算在内。没有期限的职责不算按期率"
)


@frozen
class ReportStates:
    """Makes the tables and charts of states. Persons are gathered in one row and never ranked, unmasked or not."""

    program: Program
    result: Result
    cards: RuleCards = field(repr=False)

    @cached_property
    def index(self) -> RuleIndex:
        """The rules by name."""
        return RuleIndex(self.program)

    @cached_property
    def shown(self) -> Shown:
        """Tells persons from offices: it masks the former."""
        return Shown(self.program)

    @cached_property
    def standings(self) -> tuple[DutyStandings, ...]:
        """Offices by duty."""
        return standings(self.program, self.result)

    @cached_property
    def whole(self) -> Standing:
        """All rated duties together, for the headline."""
        counts: Counter[State] = Counter()
        for rule, of_rule in self.result.duty_counts.items():
            if self.is_rated(rule):
                counts.update({state: of_rule.get(state, 0) for state in DUE})
        return Standing("合计", counts)

    def is_rated(self, rule: str) -> bool:
        """False for a duty without a deadline: nothing of it can be late, a rate would say nothing."""
        duty = self.index.duties.get(rule)
        return duty is not None and (duty.deadline is not None or duty.modality is Modality.MUST_NOT)

    # ---------- by duty ----------

    def by_duty(self) -> PageTable:
        """Every duty: the cases of each state, the rate with its denominator."""
        states = counted_states(self.result)
        words = (PageColumn("职责"), PageColumn("责任主体"))
        numbers = (PageColumn(w, numeric=True) for w in ("应办", "按期率", *(s.value for s in states), "合计"))
        rows = []
        for rule in sorted(self.result.duty_counts, key=self.index.position):
            counts, card = self.result.duty_counts[rule], self.cards.anchor(rule)
            standing = Standing(rule, Counter(dict(counts)))
            duty = self.index.duties.get(rule)
            rows.append(
                (
                    Cell(rule, card),
                    Cell(duty.bearer.words if duty else NOTHING),
                    *self._rate(rule, standing),
                    *(count(counts.get(s, 0), self._cases(rule, s)) for s in states),
                    count(sum(counts.values()), card),
                )
            )
        table = PageTable(
            "各项职责的办理情况（件）", (*words, *numbers), (Rows(tuple(rows)),), (RATE_WORDS,), "没有职责"
        )
        return without_zero_columns(table, keep=2)

    def duty_bars(self) -> Bars:
        """The states of each duty, what does not apply left out."""
        states = [s for s in counted_states(self.result) if s is not State.NOT_APPLICABLE]
        states = [s for s in states if any(c.get(s) for c in self.result.duty_counts.values())]
        counted = self.result.duty_counts
        rules = [r for r in sorted(counted, key=self.index.position) if any(counted[r].get(s) for s in states)]
        bars = tuple(
            Bar(rule, self.cards.anchor(rule), tuple(self.result.duty_counts[rule].get(s, 0) for s in states))
            for rule in rules
        )
        return Bars(
            "各项职责按情形的件数", "件", tuple(s.value for s in states), tuple(COLOURS[s] for s in states), bars
        )

    def _rate(self, rule: str, standing: Standing) -> tuple[Cell, Cell]:
        if not self.is_rated(rule) or not standing.due:
            return Cell(NOTHING), Cell(NOTHING)
        card = self.cards.anchor(rule)
        return count(standing.due, card), rate_cell(standing, card)

    def _cases(self, rule: str, state: State) -> str | None:
        """Where a number of cases leads: to the list of breaches, to what is missing, else to the rule."""
        card = self.cards.anchor(rule)
        if card is None:
            return None
        if state.is_violation:
            return card.replace("rule-", "cases-")
        return "undetermined" if state is State.UNDECIDED else card

    # ---------- by office ----------

    def by_office(self) -> tuple[tuple[str, PageTable], ...]:
        """For each duty a line that sums it up, and its offices: unlike offices are never compared."""
        found = []
        for one in self.standings:
            rate = f"，应办{one.whole.due:,}件，按期率{percent(one.whole.rate)}" if self.is_rated(one.duty) else ""
            summary = f"{one.duty}：{len(one.offices):,}个单位{rate}"
            found.append((summary, self._offices(one)))
        return tuple(found)

    def _offices(self, of_duty: DutyStandings) -> PageTable:
        states = [s for s in counted_states(self.result) if s is not State.NOT_APPLICABLE]
        offices = sorted(of_duty.offices, key=lambda s: s.office)
        listed, others = offices[:MOST_OFFICES], offices[MOST_OFFICES:]
        rows = [self._office_row(of_duty.duty, s, states) for s in listed]
        if others:
            rest = Standing(f"其余{len(others):,}个单位", together(s.counts for s in others))
            rows.append(self._office_row(of_duty.duty, rest, states))
        rows += self._without_office(of_duty, states)
        numbers = (PageColumn(w, numeric=True) for w in ("应办", "按期率", *(s.value for s in states)))
        caption = f"{of_duty.duty}：各单位的办理情况（件）"
        return without_zero_columns(PageTable(caption, (PageColumn("单位"), *numbers), (Rows(tuple(rows)),)), keep=1)

    def _office_row(self, rule: str, standing: Standing, states: Sequence[State]) -> tuple[Cell, ...]:
        numbers = (count(standing.counts[s], self._cases(rule, s)) for s in states)
        return (Cell(standing.office), *self._rate(rule, standing), *numbers)

    def _without_office(self, of_duty: DutyStandings, states: Sequence[State]) -> Iterator[tuple[Cell, ...]]:
        """The cases no office stands for: the duty holder is not written down, or is a person."""
        unnamed = self._unnamed.get(of_duty.duty, Counter())
        if unnamed:
            yield self._office_row(of_duty.duty, Standing("责任单位没有写明", unnamed), states)

    @cached_property
    def _unnamed(self) -> dict[str, Counter[State]]:
        found: dict[str, Counter[State]] = {}
        for held in self._held:
            if held.bearer is None:
                found.setdefault(held.duty, Counter()).update(held.counts)
        return found

    def of_persons(self) -> int:
        """How many duties persons owe; they are counted and never listed by bearer."""
        named = (held for held in self._held if held.bearer is not None)
        return sum(sum(held.counts.values()) for held in named if not is_office(self.index, self.shown, held))

    @cached_property
    def _held(self) -> tuple[BearerCounts, ...]:
        return self.result.by_bearer()

    # ---------- what falls due ----------

    @cached_property
    def until(self) -> date:
        """The last day of the timeline."""
        return self.result.as_of + timedelta(days=AHEAD)

    @cached_property
    def coming(self) -> tuple[tuple[Obligation, int], ...]:
        """Duties and rights still open whose last day lies within the next days, by day; each with how many it stands for."""
        whole = self.result.whole
        every = whole.coming if whole else ((o, 1) for o in self.result.obligations)
        due = ((last_day(o), o, n) for o, n in every if o.state in (State.PENDING, State.OPEN))
        found = [(d, o, n) for d, o, n in due if d is not None and self.result.as_of <= d <= self.until]
        return tuple((o, n) for _, o, n in sorted(found, key=lambda f: (f[0], self.index.position(f[1].duty))))

    def timeline(self) -> PageTable:
        """What falls due, by day, duty and office."""
        groups: Counter[tuple[date, str, str]] = Counter()
        for o, number in self.coming:
            due = last_day(o)
            if due is not None:
                groups[(due, o.duty, self._office_words(o))] += number
        by_day: dict[date, list[tuple[Cell, ...]]] = {}
        for (due, duty, office), n in sorted(
            groups.items(), key=lambda g: (g[0][0], self.index.position(g[0][1]), g[0][2])
        ):
            card = self.cards.anchor(duty)
            by_day.setdefault(due, []).append((Cell(duty, card), Cell(office), count(n, card)))
        for due, target, bearer in self._targets_due():
            card = self.cards.anchor(target)
            by_day.setdefault(due, []).append((Cell(target, card), Cell(bearer), count(1, card)))
        columns = (PageColumn("职责或目标"), PageColumn("单位"), PageColumn("件数", numeric=True))
        rows = tuple(Rows(tuple(by_day[due]), day_words(due)) for due in sorted(by_day))
        caption = f"{day_words(self.result.as_of)}至{day_words(self.until)}到期的事项"
        note = "期限按顺延后的最后一天列。无法判定的职责也可能在这期间到期，见「无法判定」"
        return PageTable(caption, columns, rows, (note,), f"今后{AHEAD}天没有能判定的事项到期")

    def timeline_bars(self) -> Bars:
        """The number of cases each day on which something falls due."""
        days: Counter[date] = Counter()
        for o, number in self.coming:
            if (day_due := last_day(o)) is not None:
                days[day_due] += number
        days.update(due for due, _, _ in self._targets_due())
        bars = tuple(Bar(f"{d.month}月{d.day}日", "due", (days[d],)) for d in sorted(days))
        return Bars(f"今后{AHEAD}天每天到期的件数", "件", ("到期",), (COLOURS[State.PENDING],), bars)

    def _targets_due(self) -> list[tuple[date, str, str]]:
        found = [
            (t.due, t.target, self.shown.answerable(t) or NOTHING)
            for t in self.result.targets
            if t.state is TargetState.PENDING and t.due is not None and self.result.as_of <= t.due <= self.until
        ]
        return sorted(found)

    def _office_words(self, obligation: Obligation) -> str:
        if obligation.bearer is None:
            return "责任单位没有写明"
        return obligation.bearer if is_office(self.index, self.shown, obligation) else "个人（不逐人列出）"

    # ---------- by place ----------

    def of_places(self, places: Places, placing: Placing) -> dict[str | None, dict[str, Counter[State]]]:
        """The states of duties by place and duty, for the 台账 of one placing; None where the place is not known."""
        found: dict[str | None, dict[str, Counter[State]]] = {}
        for o in self.result.obligations:
            if o.entity == placing.entity:
                place = places.place_of(placing, o.key)
                found.setdefault(place, {}).setdefault(o.duty, Counter())[o.state] += 1
        return found

    def rated_together(self, by_duty: dict[str, Counter[State]], words: str) -> Standing:
        """The rated duties of a place together."""
        rated: Iterable[Counter[State]] = (c for rule, c in by_duty.items() if self.is_rated(rule))
        return Standing(words, together(rated))

    def rate_cells(self, rule: str, standing: Standing) -> tuple[Cell, Cell]:
        """应办 and 按期率 of one duty, dashes where it is not rated."""
        return self._rate(rule, standing)


def rate_cell(standing: Standing, leads_to: str | None) -> Cell:
    """A rate, shaded in five steps; without a denominator a dash."""
    rate = standing.rate
    return Cell(NOTHING) if rate is None else Cell(percent(rate), leads_to, shade(standing))


def shade(standing: Standing) -> int | None:
    """0 (below 60%) to 4 (95% and more)."""
    rate = standing.rate
    return None if rate is None else sum(rate >= bound for bound in STEPS)


STEPS = (0.6, 0.75, 0.85, 0.95)
"""Where the shading changes."""


def day_words(value: date) -> str:
    """A day in words with its weekday."""
    return f"{day(value).text}（星期{'一二三四五六日'[value.weekday()]}）"
