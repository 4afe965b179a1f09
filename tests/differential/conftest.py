import pytest


@pytest.fixture(autouse=True, scope="module")
def _every_plan_anew(every_plan_anew):
    """Faults are planted here."""
