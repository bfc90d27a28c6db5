"""Calls that arrive while a commit runs share the next one, and no caller suffers from another's item."""

import asyncio
from collections.abc import Sequence

import pytest

from gongkai.database.group_commit import LARGEST_BATCH, GroupCommit


class Register:
    """A use case that remembers its batches and cannot write the item `bad`."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.began = asyncio.Event()
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def write(self, items: Sequence[str]) -> list[str | Exception]:
        self.batches.append(list(items))
        self.began.set()
        await self.may_go.wait()
        if "bad" in items:
            raise ValueError("bad")
        return [LookupError(item) if item == "unknown" else item.upper() for item in items]


async def test_f2_a_lone_call_does_not_wait() -> None:
    register = Register()
    assert await GroupCommit(register.write).submit("a") == "A"
    assert register.batches == [["a"]]


async def test_f2_calls_during_a_commit_share_the_next() -> None:
    register = Register()
    register.may_go.clear()
    group = GroupCommit(register.write)
    calls = [asyncio.create_task(group.submit(item)) for item in "abcd"]
    await register.began.wait()
    calls += [asyncio.create_task(group.submit(item)) for item in "efg"]
    await asyncio.sleep(0)
    register.may_go.set()
    assert await asyncio.gather(*calls) == list("ABCDEFG")
    assert register.batches == [list("abcd"), list("efg")]


async def test_f2_one_bad_item_harms_nobody() -> None:
    group = GroupCommit(Register().write)
    answers = await asyncio.gather(*(group.submit(item) for item in ("a", "bad", "b")), return_exceptions=True)
    assert [type(answer) for answer in answers] == [str, ValueError, str]


async def test_f2_a_refused_item_is_refused_alone() -> None:
    register = Register()
    group = GroupCommit(register.write)
    answers = await asyncio.gather(*(group.submit(item) for item in ("a", "unknown")), return_exceptions=True)
    assert answers[0] == "A"
    assert isinstance(answers[1], LookupError)
    assert len(register.batches) == 1


async def test_f2_a_caller_that_gave_up_is_left_out() -> None:
    register = Register()
    register.may_go.clear()
    group = GroupCommit(register.write)
    first = asyncio.create_task(group.submit("a"))
    await register.began.wait()
    second = asyncio.create_task(group.submit("b"))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    register.may_go.set()
    assert await first == "A"
    assert await group.submit("c") == "C"
    assert ["b"] not in register.batches


async def test_f2_a_batch_has_a_bound() -> None:
    register = Register()
    group = GroupCommit(register.write)
    await asyncio.gather(*(group.submit(str(number)) for number in range(3 * LARGEST_BATCH)))
    assert max(map(len, register.batches)) == LARGEST_BATCH
