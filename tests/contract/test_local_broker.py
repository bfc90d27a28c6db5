"""The Kafka node of one machine keeps its place, its data and no orphans."""

from pathlib import Path

from gongkai.messaging.kafka import KafkaBus
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from tests.contract.test_bus import Inspector, arrived, records
from tests.event_pipeline import at_work, eventually
from tests.kafka_fixture import need_kafka


async def test_f2_a_node_whose_starter_died_is_taken_over_with_its_data(tmp_path: Path) -> None:
    need_kafka()
    first, second = LocalBroker(tmp_path / "node"), LocalBroker(tmp_path / "node")
    try:
        first.start()
        orphan = first.pid
        sent = records("gongkai.kept", 3, 1)
        bus = KafkaBus(first.bootstrap, partitions=1)
        assert await bus.send(sent) == [None] * 3
        await bus.stop()

        second.start()
        assert (second.bootstrap, first.pid) == (first.bootstrap, 0)
        assert second.pid not in (0, orphan)
        again, inspector = KafkaBus(second.bootstrap), Inspector()
        async with at_work(again.run("group", ["gongkai.kept"], inspector)):
            await eventually(lambda: arrived(inspector, sent))
    finally:
        first.stop()
        second.stop()
