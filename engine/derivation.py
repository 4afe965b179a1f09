"""How a date was reached: where the count began, how long it ran, what was skipped, in one sentence."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, field, frozen

from .date_words import day_run, full_date, short_date
from .periods import OutOfRange, Period, PeriodUnit, after, before
from .workdays import Calendar, DayNote, NoteKind, Uncovered

_LISTED_DAYS = 10
_LISTED_HOLIDAYS = 8


@frozen
class Derivation:
    """A date with the way it was reached.

    `how` is the period in words (5个工作日); `counted` the working days, listed only where few; `notes` the
    days that were skipped or worked out of turn; `rolled_to` the day a rest day at the end moved on (or back)
    to, with `roll_notes` for the days passed over.
    """

    start: date
    how: str
    result: date
    notes: tuple[DayNote, ...] = ()
    counted: tuple[date, ...] = field(default=(), repr=False)
    is_backward: bool = False
    include_start: bool = False
    rolled_to: date | None = None
    roll_notes: tuple[DayNote, ...] = ()

    @property
    def due(self) -> date:
        """The day that counts in the end: the rolled day if there is one, else the result."""
        return self.rolled_to or self.result

    def sentence(self) -> str:
        """Tell the derivation in one plain Chinese sentence, compact for long periods."""
        direction = "前推" if self.is_backward else "起算"
        first_day = "含当日" if self.include_start else "当日不计"
        parts = [f"{full_date(self.start)}{direction}（{first_day}），{self.how}{self._counted_days()}"]
        parts.extend(self._skipped_days())
        parts.append(f"至{full_date(self.result)}")
        if self.rolled_to is not None:
            parts.append(self._rolling(self.rolled_to))
        return "；".join(parts)

    def _counted_days(self) -> str:
        if not self.counted:
            return ""
        make_up = {note.day for note in self.notes if note.kind is NoteKind.MAKE_UP}
        words, previous = [], self.start
        for index, day in enumerate(self.counted):
            opening = f"{day.month}月{day.day}日" if day.year == previous.year else full_date(day)
            text = opening if index == 0 else short_date(day, previous)
            words.append(f"{text}（调休上班）" if day in make_up else text)
            previous = day
        return f"：{'、'.join(words)}"

    def _skipped_days(self) -> Iterator[str]:
        skipped = [note for note in self.notes if note.kind in (NoteKind.WEEKEND, NoteKind.HOLIDAY)]
        if skipped:
            yield f"其间{self._skipped_words(skipped)}不计"
        made_up = [note.day for note in self.notes if note.kind is NoteKind.MAKE_UP]
        if made_up and not self.counted:
            yield f"{self._make_up_words(made_up)}调休上班计入"

    def _skipped_words(self, skipped: list[DayNote]) -> str:
        weekends = [note for note in skipped if note.kind is NoteKind.WEEKEND]
        holidays = _runs([note for note in skipped if note.kind is NoteKind.HOLIDAY])
        if self.counted:
            return "、".join(_run_words(_runs(skipped), self.start))
        words = []
        if len(holidays) > _LISTED_HOLIDAYS:
            words.append(f"节假日放假共{len(skipped) - len(weekends)}天")
        else:
            words.extend(_run_words(holidays, self.start))
        if weekends:
            words.append(f"周末共{len(weekends)}天")
        return "、".join(words)

    def _make_up_words(self, days: list[date]) -> str:
        if len(days) > _LISTED_HOLIDAYS:
            return f"另有{len(days)}天"
        words, previous = [], self.start
        for index, day in enumerate(days):
            opens = index == 0 and day.year == previous.year
            words.append(f"{day.month}月{day.day}日" if opens else short_date(day, previous))
            previous = day
        return "、".join(words)

    def _rolling(self, rolled_to: date) -> str:
        verb = "顺延" if rolled_to > self.result else "提前"
        ending = next((note for note in self.roll_notes if note.day == self.result), None)
        what = _rest_name(ending) if ending else "休息日"
        return f"该日为{what}，{verb}至{full_date(rolled_to)}"


def derive_working_days(
    calendar: Calendar, start: date, count: int, *, is_backward: bool = False, include_start: bool = False
) -> Derivation | Uncovered:
    """Count working days from `start` and keep how it went. Raises ValueError for a count below 1."""
    step = calendar.backward if is_backward else calendar.forward
    result = step(start, count, include_start)
    if isinstance(result, Uncovered):
        return result
    notes = calendar.explain(start, result, include_start)
    counted: tuple[date, ...] = ()
    if count <= _LISTED_DAYS:
        counted = calendar.working_days(start, result, include_start)
    how = Period(PeriodUnit.WORKING_DAY, count).describe()
    if is_backward:
        counted = counted[::-1]
    return Derivation(start, how, result, notes, counted, is_backward, include_start)


def derive_period(
    start: date,
    period: Period,
    *,
    is_backward: bool = False,
    include_start: bool = False,
    month_end: bool = False,
) -> Derivation | OutOfRange:
    """Count days, weeks, months or years from `start` (民法典 201–202) and keep how it went.

    Raises ValueError for 工作日 and 小时.
    """
    step = before if is_backward else after
    result = step(start, period, include_start=include_start, month_end=month_end)
    if isinstance(result, OutOfRange):
        return result
    how = period.describe()
    if period.unit in (PeriodUnit.MONTH, PeriodUnit.YEAR) and not include_start and result.day < start.day:
        how += f"（{result.month}月没有{start.day}日，以月末日为准）"
    elif month_end and result.day > start.day:
        how += "（按月末对月末）"
    return Derivation(start, how, result, is_backward=is_backward, include_start=include_start)


def roll(derivation: Derivation, calendar: Calendar, *, is_backward: bool = False) -> Derivation | Uncovered:
    """Move an end on a rest day to the next working day (民法典 203), or to the one before (提前)."""
    step = calendar.roll_backward if is_backward else calendar.roll_forward
    rolled = step(derivation.result)
    if isinstance(rolled, Uncovered):
        return rolled
    if rolled == derivation.result:
        return derivation
    notes = calendar.explain(derivation.result, rolled, include_start=True)
    return evolve(derivation, rolled_to=rolled, roll_notes=notes)


def _runs(notes: list[DayNote]) -> list[list[DayNote]]:
    """Group notes of one kind and name on neighbouring days, in order of date."""
    runs: list[list[DayNote]] = []
    for note in notes:
        last = runs[-1][-1] if runs else None
        if last and (note.day - last.day).days == 1 and _rest_name(note) == _rest_name(last):
            runs[-1].append(note)
        else:
            runs.append([note])
    return runs


def _run_words(runs: list[list[DayNote]], start: date) -> list[str]:
    """Write each run as 4月29日至5月1日劳动节放假, naming years only where they change."""
    words, previous = [], date(start.year, 1, 1)
    for index, run in enumerate(runs):
        anchor = previous if index else _other_month(run[0].day, start)
        words.append(day_run(run[0].day, run[-1].day, anchor) + _rest_name(run[0]))
        previous = run[-1].day
    return words


def _other_month(day: date, start: date) -> date:
    """Pick an anchor in the start's year but not the day's month, so that the month is always named."""
    return date(start.year, 1 if day.month != 1 else 2, 1)


def _rest_name(note: DayNote) -> str:
    return f"{note.name}放假" if note.kind is NoteKind.HOLIDAY else "周末"
