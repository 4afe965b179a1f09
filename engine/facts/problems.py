"""Every problem that reading facts can report, by code, for `policy explain`."""

from .file_problems import FILE_PROBLEMS
from .parquet_problems import PARQUET_PROBLEMS
from .problem import Problem
from .table_problems import TABLE_PROBLEMS

PROBLEMS: tuple[type[Problem], ...] = (*FILE_PROBLEMS, *TABLE_PROBLEMS, *PARQUET_PROBLEMS)
"""One class a mistake, in the order of their codes."""
EXPLANATIONS: dict[str, str] = {problem.code: problem.explanation for problem in PROBLEMS}
"""The long explanation of each code."""
