"""What has to be arranged with the Kafka cluster itself: topics, and how far behind a group is."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CoordinatorNotAvailableError,
    KafkaError,
    TopicAlreadyExistsError,
    for_code,
)

ANSWER_WITHIN: Final = 10.0


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[Any]:
    """A client for one errand."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(ANSWER_WITHIN * 1000))
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await client.start()
            yield client
    finally:
        await client.close()


async def create_topics(bootstrap: str, topics: Collection[str], partitions: int, replication: int) -> None:
    """Create those of the topics that are missing; the others stay as they are."""
    async with admin(bootstrap) as client:
        missing = set(topics) - set(await client.list_topics())
        if not missing:
            return
        wanted = [
            NewTopic(topic, num_partitions=partitions, replication_factor=replication) for topic in sorted(missing)
        ]
        answer = await client.create_topics(wanted)
        for _, code, *_ in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error


async def committed(bootstrap: str, group: str) -> dict[TopicPartition, int]:
    """Where a group goes on, for each partition of which it has ever dealt with a record."""
    async with admin(bootstrap) as client:
        while True:
            try:
                found = await client.list_consumer_group_offsets(group)
            except CoordinatorNotAvailableError:
                await asyncio.sleep(0.1)
            else:
                return {tp: entry.offset for tp, entry in found.items()}


async def bounds(
    bootstrap: str, partitions: Collection[TopicPartition]
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """First kept offset and next offset of each partition, asked over a connection of its own."""
    client = AIOKafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=int(ANSWER_WITHIN * 1000))
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await client.start()
            return await client.beginning_offsets(list(partitions)), await client.end_offsets(list(partitions))
    finally:
        await client.stop()


async def partitions_of(bootstrap: str, topics: Collection[str]) -> list[TopicPartition]:
    """All partitions of these topics that exist."""
    async with admin(bootstrap) as client:
        described = await client.describe_topics(list(topics))
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        if not topic["error_code"]
        for partition in topic["partitions"]
    ]


async def lag(bootstrap: str, group: str, topics: Collection[str]) -> int:
    """Records that a group has still to read; of partitions where it never committed, all that are kept."""
    offsets = await committed(bootstrap, group)
    partitions = set(offsets) | set(await partitions_of(bootstrap, topics) if topics else ())
    if not partitions:
        return 0
    first, ends = await bounds(bootstrap, partitions)
    return sum(max(ends[tp] - max(offsets.get(tp, -1), first[tp]), 0) for tp in partitions)


AWAY: Final = (KafkaError, OSError, TimeoutError)
"""What any of these raises while the cluster cannot be reached."""
