"""Policies that between them use the whole language, laid out as folders or files the loader takes."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from random import Random

from guiju.dsl.load import load
from guiju.dsl.policy import Policy

CASES = Path(__file__).parents[1] / "cases"
FIGURES = tuple(sorted(p.stem for p in (CASES / "figures").glob("*.policy") if p.stem != "台账"))
GOOD = tuple(sorted(p.stem for p in (CASES / "good").glob("*.policy")))
VERSIONS = tuple(sorted(p.name for p in (CASES / "good-versions").iterdir() if p.is_dir()))
OTHER = "其余写法"
"""What no other policy of the corpus says."""
VISITS = "走访"
"""A repeated duty under two versions."""
MONTHLY = "月补"
"""Monthly sums under three versions."""
TABLES = "地表"
"""目标 about a 数据表 of which two versions have different rows."""
ARISING = "转办"
"""Duties that arise from others, across 台账 and versions, with dated periods."""
OWN = (VISITS, MONTHLY, TABLES, ARISING)
"""Policies of several versions that stand beside this file."""
DATED_FUNDS = "数值经费"
"""Rates and conditions of 经费 that change with time."""
DATED_VISITS = "数值走访"
"""What proves a repeated duty by figures that change with time."""
BESIDE = (OTHER, DATED_FUNDS, DATED_VISITS)
"""Policies of one file that stand beside this one."""
NAMES = (*FIGURES, *GOOD, *VERSIONS, *BESIDE, *OWN)


def policy_called(name: str, folder: Path) -> Policy:
    """A policy of the corpus; `folder` is where one of several files may be put together."""
    if name in GOOD:
        return load(CASES / "good" / f"{name}.policy")
    if name in BESIDE:
        return load(Path(__file__).parent / f"{name}.policy")
    if name in OWN:
        return load(Path(__file__).parent / name)
    if name in VERSIONS:
        return load(CASES / "good-versions" / name)
    shutil.copy(CASES / "figures" / "台账.policy", folder)
    shutil.copy(CASES / "统筹地区.csv", folder)
    for file in (CASES / "figures" / f"{name}.policy", *(CASES / "figures").glob("*.csv")):
        shutil.copy(file, folder)
    return load(folder)


def draw_as_of(rng: Random, policy: Policy) -> date:
    """A day to look at: before, soon after and long after the latest version."""
    return max(policy.program.dates_in_force) + timedelta(days=rng.choice((-200, 30, 150, 400, 900)))
