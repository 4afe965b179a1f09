import os
from tempfile import TemporaryDirectory

import pytest
from guiju.engine.plan import kept_plan


def pytest_configure(config):
    """What tests keep between runs of the product is not kept in the folder of whoever runs them; workers share one."""
    if not hasattr(config, "workerinput"):
        folder = TemporaryDirectory(prefix="guiju-tests-", ignore_cleanup_errors=True)
        os.environ["XDG_CACHE_HOME"] = folder.name
        config.add_cleanup(folder.cleanup)


@pytest.fixture(scope="module")
def every_plan_anew():
    """For faults planted into what makes plans: none may come from a copy, nor be kept for others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_plan, "cache_folder", lambda: None)
        yield
