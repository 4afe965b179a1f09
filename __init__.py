"""guiju (规矩): administrative policy documents as rules that policy officers read, edit and check cases against.

policy = guiju.load("policy/ningxia-special-groups")
facts = policy.read([Path("导出.xlsx")])
result = policy.check(facts, as_of=date(2022, 6, 30))
traces = policy.explain(facts, "NX2019-00001", as_of=date(2022, 6, 30))
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .dsl.policy import Policy

__version__ = "0.1.0"


def load(path: Path | str | None = None) -> "Policy":
    """Load a policy folder, or the shipped Ningxia plan. Raises engine.diagnostic.Refusal with every diagnostic."""
    from .dsl.policy_cache import load as load_policy
    from .dsl.shipped import DEFAULT_POLICY

    return load_policy(DEFAULT_POLICY if path is None else Path(path))
