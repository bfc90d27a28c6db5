"""Tries at a receipt: ten, then an hour of nothing."""

from datetime import UTC, datetime, timedelta

from inquiry_service.receipts.domain.lookup import MOST_WRONG, NO_CODE, SHUT_FOR, SealedCode, Tries, digest_of

NOW = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
FIRST = Tries(receipt_no="ZX-240930-0001-0", last_at=NOW)


def after(tries: Tries, times: int, now: datetime = NOW) -> Tries:
    for _ in range(times):
        tries = tries.once_more(now)
    return tries


def test_d4_the_tenth_try_shuts_the_number_for_an_hour() -> None:
    assert not after(FIRST, MOST_WRONG - 1).is_shut(NOW)
    shut = after(FIRST, MOST_WRONG)
    assert shut.is_shut(NOW)
    assert shut.is_shut(NOW + SHUT_FOR - timedelta(seconds=1))
    assert not shut.is_shut(NOW + SHUT_FOR)


def test_d4_knocking_at_a_shut_number_keeps_it_shut_no_longer() -> None:
    shut = after(FIRST, MOST_WRONG)
    assert after(shut, 100, NOW + timedelta(minutes=59)) == shut


def test_d4_after_the_hour_the_counting_begins_anew() -> None:
    again = after(FIRST, MOST_WRONG).once_more(NOW + SHUT_FOR)
    assert (again.count, again.shut_until) == (1, None)


def test_d4_a_code_is_kept_as_a_hash_that_only_it_opens() -> None:
    sealed = SealedCode(b"salt" * 4, digest_of("7K3MQ8R2T9V4W", b"salt" * 4))
    assert sealed.opens_with(digest_of("7K3MQ8R2T9V4W", sealed.salt))
    assert not sealed.opens_with(digest_of("7K3MQ8R2T9V4X", sealed.salt))
    assert not NO_CODE.opens_with(digest_of("7K3MQ8R2T9V4W", NO_CODE.salt))
