"""Whatever the search of a trigger tries, the service answers as it promises."""

from pathlib import Path

import lambdatest


@lambdatest.parametrize(lambdatest.load(Path(__file__).parents[1]))
def test_an_answer_is_never_kept_by_a_cache(case):
    """Every answer says `no-store`, the ones to broken requests too."""
    assert lambdatest.run(case).headers["cache-control"] == "no-store"
