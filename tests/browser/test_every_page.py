"""Every page of the suite is for everybody: on a screen and a phone, in both views, on paper, without JavaScript."""

import pytest

from tests.browser.looking import Looking
from tests.browser.stops import ALL, FILES, STOPS, Stop
from tests.suite.doors import all_pages

LARGER = 1.4
"""Times the usual size: the elder view is measured, not believed."""

every_page = pytest.mark.parametrize("stop", ALL, ids=[stop.name for stop in ALL])


def test_f6_no_page_is_left_out() -> None:
    assert {*STOPS, *FILES} == {page.path for page in all_pages()}


@every_page
async def test_f6_a_page_has_no_barriers(looking: Looking, stop: Stop) -> None:
    """WCAG 2.2 AA, as far as a machine can tell; the elder view with the contrast of AAA."""
    seen = await looking.at(stop)
    for sight in (seen.usual, seen.elder):
        assert sight.status == stop.status
        assert sight.faults == []
        assert {width: found for width, found in sight.barriers.items() if found} == {}
        assert sight.complaints == []


@every_page
async def test_f6_a_page_fits_a_phone(looking: Looking, stop: Stop) -> None:
    seen = await looking.at(stop)
    for sight in (seen.usual, seen.elder):
        assert {width: over for width, over in sight.overflow.items() if over > 0} == {}
        assert sight.overflow_when_spaced <= 0


@every_page
async def test_f6_the_elder_view_is_larger_and_simpler(looking: Looking, stop: Stop) -> None:
    seen = await looking.at(stop)
    usual, elder = seen.usual.measured, seen.elder.measured
    assert elder.type >= LARGER * usual.type
    assert elder.smallest >= LARGER * usual.smallest
    assert elder.spacing >= LARGER * usual.spacing
    assert elder.small == []
    assert elder.columns == 1
    assert elder.links < usual.links


@every_page
async def test_f6_a_page_is_whole_without_javascript_and_on_paper(looking: Looking, stop: Stop) -> None:
    bare = (await looking.at(stop)).bare
    assert bare.status == stop.status
    assert bare.faults == []
    assert bare.forms_without_button == 0
    assert bare.left_on_paper == 0
    assert bare.headline_on_paper
