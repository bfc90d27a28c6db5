"""A real Apache Kafka for one machine: a single KRaft node on loopback, from jars that Maven fetches."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PARTS: Final = Path(__file__).resolve().parents[3] / "deploy/local/kafka"
"""The folder with the pom; jars are copied into its `libs/` once."""
JAVA: Final = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
CLUSTER: Final = "Z29uZ2thaS1sb2NhbC1rYQ"
START_WITHIN: Final = 60.0
STOP_WITHIN: Final = 15.0

PORT: Final = re.compile(r"^listeners=PLAINTEXT://127\.0\.0\.1:(\d+)", re.MULTILINE)
PROPERTIES: Final = """
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=12
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
broker.heartbeat.interval.ms=300
broker.session.timeout.ms=1500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
"""


class BrokerMissing(RuntimeError):
    """Java 17 or newer and Maven are needed to run Kafka here."""


class LocalBroker:
    """One node whose data, settings and log lie in `folder`. It can be stopped, killed and started again.

    The folder remembers its ports; a node that outlived the process which started it is ended first.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self._folder = folder.resolve()
        self._broker_port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._properties = self._folder / "server.properties"
        self._pid_file = self._folder / "pid"

    @staticmethod
    def can_run() -> bool:
        """Whether Java is here, and Maven or the jars it would fetch."""
        return shutil.which("java") is not None and (
            shutil.which("mvn") is not None or (PARTS / "libs/complete").exists()
        )

    @property
    def bootstrap(self) -> str:
        """Where clients connect."""
        return f"127.0.0.1:{self._broker_port}"

    @property
    def pid(self) -> int:
        """Process id of the node; 0 while it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def start(self) -> None:
        """Start (again) on the same ports and data; returns when the node takes connections (about 3 s)."""
        if self.pid:
            return
        jars = fetch_jars()
        if self._properties.exists():
            self._broker_port = int(PORT.search(self._properties.read_text())[1])  # type: ignore[index]
            self._end_left_over()
        else:
            self._lay_out(jars)
        log = (self._folder / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                _java(jars, "kafka.Kafka", str(self._properties)), stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self._pid_file.write_text(str(self._process.pid))
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Let the node shut down; after 15 s it is killed."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Pull the plug (SIGKILL)."""
        self._end(signal.SIGKILL)

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(with_signal)
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _end_left_over(self) -> None:
        """Stop a node of this folder whose parent is gone."""
        pid = self._pid_file.read_text() if self._pid_file.exists() else ""
        if str(self._properties) not in _command_of(pid):
            return
        os.kill(int(pid), signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN
        while _command_of(pid) and time.monotonic() < until:
            time.sleep(0.05)

    def _lay_out(self, jars: Sequence[Path]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._broker_port, controller = self._broker_port or _free_port(), _free_port()
        self._properties.write_text(
            PROPERTIES.format(broker=self._broker_port, controller=controller, data=self._folder / "data")
        )
        tool = ["format", "--standalone", "-t", CLUSTER, "-c", str(self._properties)]
        done = subprocess.run(
            _java(jars, "kafka.tools.StorageTool", *tool), capture_output=True, text=True, check=False
        )
        if done.returncode:
            self._properties.unlink()
            raise RuntimeError(f"Kafka's storage could not be formatted: {done.stdout}{done.stderr}")

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until and self.pid:
            with socket.socket() as probe:
                probe.settimeout(1.0)
                if probe.connect_ex(("127.0.0.1", self._broker_port)) == 0:
                    return
            time.sleep(0.05)
        self.kill()
        tail = (self._folder / "server.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"Kafka did not start within {START_WITHIN:.0f} s: {tail}")


def fetch_jars() -> list[Path]:
    """Kafka's jars; Maven copies them at the first call, while other callers wait."""
    libs, complete = PARTS / "libs", PARTS / "libs/complete"
    if not complete.exists():
        if shutil.which("mvn") is None or shutil.which("java") is None:
            raise BrokerMissing(BrokerMissing.__doc__)
        libs.mkdir(exist_ok=True)
        with (libs / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not complete.exists():
                command = ["mvn", "-B", "-q", "dependency:copy-dependencies"]
                subprocess.run(command, cwd=PARTS, check=True, stdout=subprocess.DEVNULL)
                complete.touch()
    return sorted(libs.glob("*.jar"))


def _command_of(pid: str) -> str:
    """The command line of a process; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _java(jars: Sequence[Path], main: str, *arguments: str) -> list[str]:
    return ["java", *JAVA, "-cp", os.pathsep.join(map(str, jars)), main, *arguments]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
