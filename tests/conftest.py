import os
from tempfile import TemporaryDirectory


def pytest_configure(config):
    """What tests keep between runs of the product is not kept in the folder of whoever runs them; workers share one."""
    if not hasattr(config, "workerinput"):
        folder = TemporaryDirectory(prefix="guiju-tests-", ignore_cleanup_errors=True)
        os.environ["XDG_CACHE_HOME"] = folder.name
        config.add_cleanup(folder.cleanup)
