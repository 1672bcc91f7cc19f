"""Random examples: only for tests that tests/__init__.py guards with find_spec("hypothesis")."""

import os

from hypothesis import HealthCheck, Phase, settings


def random_examples(number, phases=(Phase.explicit, Phase.generate)):
    """Settings of a test on so many random examples: the same ones each time.

    CUSTOMER_TIER_EXAMPLES=500 looks further, at other examples each time. Adding Phase.shrink shows
    the smallest example that fails; with a database behind it that takes minutes.
    """
    wanted = os.environ.get("CUSTOMER_TIER_EXAMPLES")
    return settings(
        max_examples=int(wanted or number),
        derandomize=not wanted,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
