"""Two pieces of writing at once on a machine with two cores, where the system can fork; else one after the other."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection


def side_by_side(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Run both to the end; an OSError or MemoryError of either is raised here.

    `first` may run in a process of its own, so all it leaves behind are the files it writes.
    """
    if (os.cpu_count() or 1) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        first()
        second()
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(first, sender))
    child.start()
    sender.close()
    try:
        second()
    finally:
        failure = _outcome(receiver)
        child.join()
    if failure is not None:
        raise failure


def _report(task: Callable[[], None], sender: Connection) -> None:
    try:
        task()
    except (OSError, MemoryError) as failure:
        sender.send(failure)
    else:
        sender.send(None)


def _outcome(receiver: Connection) -> BaseException | None:
    try:
        found = receiver.recv()
    except EOFError:
        return OSError("写文件的进程中途退出")
    return found if isinstance(found, BaseException) else None
