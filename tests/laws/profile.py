"""How long the laws are looked at: a few dozen policies each, or with GUIJU_LONG=1 some thousands.

    GUIJU_LONG=1 pytest tests/laws -n auto

draws at random and prints the blob that reproduces a failure; without it the same policies are drawn every time.
GUIJU_SHRINK=1 takes minutes to make a failing policy smaller; without it the policy is shown as it was drawn.
"""

import os

from hypothesis import HealthCheck, Phase, settings

LONG = os.environ.get("GUIJU_LONG") == "1"
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SHRINK = os.environ.get("GUIJU_SHRINK") == "1"
PHASES = (*_PHASES, Phase.shrink) if SHRINK else _PHASES


def looked_at(policies: int) -> settings:
    """Settings for a law that is held against so many policies, fifty times as many in a long run."""
    return settings(
        max_examples=policies * 50 if LONG else policies,
        deadline=None,
        derandomize=not LONG,
        print_blob=True,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
