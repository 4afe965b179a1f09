"""Documents from the rules alone: 任务分工表 by clause and by department, 部门责任清单, 重点任务时间表."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..engine.date_words import full_date
from ..engine.program import Duty, Program, Target
from .citations import citation_fields, policy_words
from .deadlines import trigger_words
from .document import Document
from .file_names import distinct_stems
from .named_document import NamedDocument
from .rendering import fill
from .tasks import NO_BEARER, SUPERVISING, Task, tasks_of

BY_CLAUSE, BY_DEPARTMENT = "任务分工表.md.j2", "部门分工表.md.j2"
DUTY_LIST, TIMETABLE = "部门责任清单.md.j2", "重点任务时间表.md.j2"
TOO_MUCH = 2
"""A department has much to do where it has more than so many times the tasks departments have on average."""


def allocation_document(program: Program, *, templates: Path | None = None) -> Document:
    """任务分工表: 序号｜工作任务｜条款｜牵头单位｜责任单位｜完成时限｜进展 of every task, by clause.

    `templates` is a folder with the office's own template. Raises Refusal where the template is wrong.
    """
    tasks = tasks_of(program)
    open_norms = sum(task.is_open for task in tasks)
    timed = sum(task.timed for task in tasks)
    fields = {
        **_common(program),
        "任务表": [_row(number, task) for number, task in enumerate(tasks, start=1)],
        "有时限": timed,
        "未定时限": len(tasks) - timed - open_norms,
        "定性要求": open_norms,
        "未定单位": [f"{task.clause}（{task.rule.name}）" for task in tasks if not task.has_owner],
        "任务较多": _busy(tasks),
        "解释": _readings(program, tasks),
    }
    return fill(BY_CLAUSE, fields, templates)


def by_department_document(program: Program, *, templates: Path | None = None) -> Document:
    """部门分工表: for each department the tasks it has a part in. Raises Refusal where the template is wrong."""
    tasks = tasks_of(program)
    fields = {
        **_common(program),
        "部门": [_department(name, shares) for name, shares in _departments(tasks).items()],
        "未定单位": [_share_row(number, task, NO_BEARER) for number, task in enumerate(_without_owner(tasks), start=1)],
        "任务较多": _busy(tasks),
    }
    return fill(BY_DEPARTMENT, fields, templates)


def duty_list_documents(program: Program, *, templates: Path | None = None) -> tuple[NamedDocument, ...]:
    """部门责任清单: one document for each department. Raises Refusal where the template is wrong."""
    departments = _departments(tasks_of(program))
    stems = distinct_stems([f"部门责任清单-{name}" for name in departments])
    return tuple(
        NamedDocument(stem, name, fill(DUTY_LIST, {**_common(program), **_department(name, shares)}, templates))
        for stem, (name, shares) in zip(stems, departments.items(), strict=True)
    )


def timetable_document(program: Program, *, templates: Path | None = None) -> Document:
    """重点任务时间表: every task with a time; days named outright first, then repeated ones, then those that follow an event.

    Raises Refusal where the template is wrong.
    """
    timed = [task for task in tasks_of(program) if task.timed]
    timed.sort(key=_time_order)
    fields = {
        **_common(program),
        "任务表": [{**_row(number, task), "起算": _start(task)} for number, task in enumerate(timed, start=1)],
        "未定时限": [f"{t.clause}（{t.rule.name}）" for t in tasks_of(program) if not t.timed and not t.is_open],
    }
    return fill(TIMETABLE, fields, templates)


# ---------- parts ----------

Share = tuple[Task, str]


def _common(program: Program) -> Mapping[str, object]:
    return {
        "发文机关": program.issuer or "",
        "日期": full_date(program.enacted),
        "政策": policy_words(program),
        "施行日期": full_date(program.enacted),
        "规则版本": program.digest[:12],
    }


def _row(number: int, task: Task) -> Mapping[str, object]:
    return {
        "序号": number,
        "名称": task.rule.name,
        "内容": task.text,
        "定性": task.is_open,
        "条款": task.clause,
        "牵头单位": task.lead,
        "责任单位": task.responsible,
        "完成时限": task.deadline,
    }


def _departments(tasks: Sequence[Task]) -> dict[str, list[Share]]:
    """The tasks of each department with its part in them, departments in the order the document names them."""
    found: dict[str, list[Share]] = {}
    for task in tasks:
        for name, part in task.parts:
            found.setdefault(name, []).append((task, part))
    return found


def _department(name: str, shares: Sequence[Share]) -> Mapping[str, object]:
    own = [share for share in shares if share[1] != SUPERVISING]
    return {
        "名称": name,
        "项数": len(shares),
        "承办项数": len(own),
        "督办项数": len(shares) - len(own),
        "任务表": [_share_row(number, task, part) for number, (task, part) in enumerate(shares, start=1)],
    }


def _share_row(number: int, task: Task, part: str) -> Mapping[str, object]:
    others = [name for name, role in task.parts if role not in (part, SUPERVISING)]
    return {
        **_row(number, task),
        "分工": part,
        "协同单位": "、".join(others) or "—",
        "依据": citation_fields(task.rule.heading),
    }


def _without_owner(tasks: Sequence[Task]) -> list[Task]:
    return [task for task in tasks if not task.has_owner]


def _busy(tasks: Sequence[Task]) -> list[str]:
    """The departments with too much to do, each with its number of tasks; what they only supervise does not count."""
    counts = Counter(name for task in tasks for name, part in task.parts if part != SUPERVISING)
    limit = TOO_MUCH * sum(counts.values()) / max(len(counts), 1)
    return [f"{name}{count}项" for name, count in counts.most_common() if count > limit]


def _time_order(task: Task) -> int:
    match task.rule:
        case Target():
            return 0
        case Duty(repetition=repetition) if repetition is not None:
            return 1
        case Duty(deadline=deadline) if deadline is not None and deadline.trigger is None:
            return 0
        case _:
            return 2


def _start(task: Task) -> str:
    match task.rule:
        case Duty() as duty:
            return trigger_words(duty)
        case _:
            return "—"


def _readings(program: Program, tasks: Sequence[Task]) -> list[str]:
    """The readings of the policy as a whole and of the tasks shown, each once, with whose it is."""
    names = {rule.name for rule in program.derived} | {task.rule.name for task in tasks}
    names |= {norm.heading.name for norm in program.non_norms}
    general = [
        reading.text if reading.rule == program.name else f"{reading.rule}：{reading.text}"
        for reading in program.readings
        if reading.rule not in names
    ]
    own = [f"{task.rule.name}：{reading.text}" for task in tasks for reading in task.rule.heading.readings]
    return list(dict.fromkeys(text.rstrip("。；") for text in (*general, *own)))
