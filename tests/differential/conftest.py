import pytest
from guiju.engine.plan import kept_plan


@pytest.fixture(autouse=True, scope="module")
def _every_plan_anew():
    """Faults are planted into what makes plans: none of these may come from a copy, nor be kept for others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_plan, "cache_folder", lambda: None)
        yield
