"""C10: what the sandbox's hotline has to say, and what people may see of it."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from itertools import islice

from gongkai_dev.hotline_sandbox.exchange import ExchangeFilter, Notebook, shown_headers
from gongkai_dev.hotline_sandbox.invented import (
    AMENDED,
    CANCELLED,
    CREATED,
    GRADES,
    REOPENED,
    REPORT_WITHIN,
    REVIEW,
    SUPERVISED,
    SURVEYED,
    URGED,
    Story,
    afterwards,
    stories,
)
from gongkai_dev.hotline_sandbox.showing import HIDDEN, mask_exchange

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@cache
def told(seed: int = 7) -> list[Story]:
    return list(islice(stories(seed, NOW), 2000))


def test_c10_the_same_seed_tells_the_same_stories() -> None:
    assert told() == list(islice(stories(7, NOW), 2000))
    assert told() != told(seed=8)


def test_c10_every_order_begins_with_its_creation_and_ends_with_its_cancellation_if_there_is_one() -> None:
    for story in told():
        kinds = [said.type for said in story.said]
        assert kinds.index(CREATED) == 0
        assert kinds.count(CREATED) == 1
        assert CANCELLED not in kinds[:-1]
        moments = [said.occurred_at for said in story.said]
        assert moments == sorted(moments)
        assert moments[-1] < NOW


def test_c10_numbers_and_ids_are_never_given_twice() -> None:
    found = told()
    ids = [said.id for story in found for said in story.said]
    assert len({story.order_no for story in found}) == len(found)
    assert len(set(ids)) == len(ids)


def test_c10_all_kinds_of_follow_ups_occur() -> None:
    kinds = Counter(said.type for story in told() for said in story.said)
    assert min(kinds[kind] for kind in (AMENDED, URGED, SUPERVISED, CANCELLED)) > 50


def test_c10_of_the_orders_that_are_watched_some_have_a_limit_of_their_own() -> None:
    watched = [said.beside.get("working_days") for story in told() for said in story.said if said.type == SUPERVISED]
    assert set(watched) == set(REPORT_WITHIN)
    assert not [said for story in told() for said in story.said if said.beside and said.type != SUPERVISED]


def test_c10_after_the_report_the_citizen_is_asked_and_whoever_is_dissatisfied_gets_another_round() -> None:
    grades, kinds = set(), set()
    for story in told()[:300]:
        asked, *further = afterwards(story, 7, NOW).said
        assert asked.type == SURVEYED
        assert [one.type for one in further] in ([], [REVIEW], [REOPENED])
        assert ([one.type for one in further] == [REOPENED]) == (asked.beside["grade"] == "不满意")
        assert afterwards(story, 7, NOW) == afterwards(story, 7, NOW)
        grades.add(asked.beside["grade"])
        kinds |= {one.type for one in further}
    assert (grades, kinds) == (set(GRADES), {REVIEW, REOPENED})


def test_c10_nobody_in_the_stories_can_exist() -> None:
    phones = [story.said[0].order["citizen"]["phone"] for story in told()]
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)


def test_c10_the_citizen_is_hidden_wherever_he_is_named() -> None:
    order = told()[0].said[0].order
    name, phone = order["citizen"]["name"], "13812345678"
    seen = mask_exchange(
        {"type": "x", "order": order | {"content": f"{name}买到过期酸奶，回电{phone}。", "title": "酸奶"}}
    )
    assert name not in str(seen)
    assert phone not in str(seen)
    assert order["citizen"]["phone"] not in str(seen)
    assert seen["order"]["citizen"]["name"] == HIDDEN
    assert seen["order"]["citizen"]["anonymous"] is False
    assert (seen["type"], seen["order"]["title"], seen["order"]["order_no"]) == ("x", "酸奶", order["order_no"])


def test_c10_of_headers_only_harmless_ones_are_kept_and_of_a_signature_its_scheme() -> None:
    given = {"Authorization": "Bearer t", "Cookie": "c", "Webhook-Id": "m1", "webhook-signature": "v1,abc= sm3,def="}
    assert shown_headers(given) == {"webhook-id": "m1", "webhook-signature": "v1,… sm3,…"}


def test_c10_the_tries_of_a_message_are_linked_by_its_id_and_found_page_by_page() -> None:
    notebook = Notebook()
    for number in range(120):
        write(notebook, f"msg_{number % 40}", status=202 if number >= 80 else 503)
    assert [one.attempt for one in notebook.page(ExchangeFilter(id="msg_3"))[0]] == [3, 2, 1]
    numbers, before = [], 0
    while True:
        page, before = notebook.page(ExchangeFilter(), before)
        numbers += [one.number for one in page]
        if not before:
            break
    assert numbers == list(range(120, 0, -1))
    assert len(notebook.page(ExchangeFilter(outcome="good"))[0]) == 40
    assert len(notebook.page(ExchangeFilter(fault="late"))[0]) == 50
    assert notebook.page(ExchangeFilter(direction="from_bureau")) == ([], 0)
    assert notebook.page(ExchangeFilter(type="transfer.urged")) == ([], 0)


def write(notebook: Notebook, message_id: str, status: int) -> None:
    notebook.write(
        at=NOW,
        to_bureau=True,
        id=message_id,
        attempt=notebook.try_of(message_id, to_bureau=True),
        type="transfer.created",
        order_no="1",
        status=status,
        verdict="",
        faults=("late",),
        headers={},
        sent={},
        answer_headers={},
        answered={},
    )
