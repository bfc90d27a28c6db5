"""The integrator's guide (docs/hotline.md), followed to the letter by somebody who knows nothing else."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from gongkai.timepiece import Timepiece
from gongkai_dev.hotline_sandbox.faults import KNOWN, Fault
from gongkai_dev.hotline_sandbox.verify import EXIT_CODES
from tests.suite.suites import Suite

GUIDE = (Path(__file__).parents[2] / "docs/hotline.md").read_text()
STEPS = GUIDE[GUIDE.index("## Try it, step by step") :]
LASTS_AT_MOST = 120


def blocks(kind: str) -> list[str]:
    """The fenced blocks of the steps, in their order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", STEPS, re.MULTILINE | re.DOTALL)


def followed(suite: Suite, folder: Path) -> tuple[int, str, str]:
    """All blocks in one shell, beside the data and the programs of this suite, with its ports; code, stdout, stderr."""
    (folder / ".gongkai").symlink_to(suite.settings.folder)
    (folder / ".venv").symlink_to(sys.prefix)
    port = suite.settings.port
    script = "\necho '<end of block>'\n".join(["set -euo pipefail", *blocks("sh")])
    script = script.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("127.0.0.1:8080", f"127.0.0.1:{port + 80}")
    script = script.replace('("127.0.0.1", 8080)', f'("127.0.0.1", {port + 80})')
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    out, err = folder / "stdout.txt", folder / "stderr.txt"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        shell = subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            env=outside | {"GONGKAI_PORT": str(port)},
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            code = shell.wait(LASTS_AT_MOST)
        finally:
            with suppress(ProcessLookupError):  # what a broken step left running in the background
                os.killpg(shell.pid, signal.SIGKILL)
    return code, out.read_text(), err.read_text()


async def test_c10_the_guide_works_as_it_stands(embedded: Suite, told: list[str], tmp_path: Path) -> None:
    if missing := [program for program in ("bash", "curl", "openssl") if not shutil.which(program)]:
        pytest.skip(f"The guide needs {', '.join(missing)}")
    code, out, err = await asyncio.to_thread(followed, embedded, tmp_path)
    assert code == 0, err[-3000:]
    _, where, pushed, again, urged, _, worked, arrived, checked, misbehaved, listed = out.split("<end of block>")
    assert where.strip() == ""
    assert pushed.split()[-1] == "202"
    assert again == pushed
    assert re.fullmatch(r"GD-\d{6}-[0-9A-Z-]+", urged.strip())
    assert worked.split() == ["201", "200", "200"]
    assert sorted(line.split()[0] for line in arrived.strip().splitlines())[-2:] == ["report.file", "report.filed"]
    assert "签名正确" in checked
    assert f"exit code {EXIT_CODES['body']}" in checked  # type: ignore[index]
    assert (tmp_path / "secret.txt").read_text() not in checked
    assert '"status": 202' in misbehaved
    *orders, end = [json.loads(line) for line in listed.split()]
    assert end == {"orders": len(orders)}
    assert all(len(one["digest"]) == 64 and one["state"] == "in_hand" for one in orders)


def test_c10_the_guides_java_signs_as_the_reference_does(tmp_path: Path) -> None:
    if not shutil.which("javac"):
        pytest.skip("Java without its compiler runs no source file")
    (source,) = blocks("java")
    (tmp_path / "Sign.java").write_text(source)
    (tmp_path / "body.json").write_text('{"标题": "酸奶"}')
    secret, now = "whsec_" + "b2" * 24, Timepiece().wall()
    done = subprocess.run(
        ["java", "Sign.java", "msg_1", str(int(now.timestamp())), "body.json"],
        cwd=tmp_path,
        env=os.environ | {"HOTLINE_SECRET": secret},
        capture_output=True,
        text=True,
        timeout=LASTS_AT_MOST,
        check=True,
    )
    assert done.stdout.strip() == Webhook(secret).sign("msg_1", now, '{"标题": "酸奶"}')


def test_c10_the_guide_names_every_fault_and_every_exit_code() -> None:
    for fault in Fault:
        named = re.search(rf"`{fault}(?:=[A-Z]+)?`", STEPS)
        assert named, fault
        (row,) = [line for line in STEPS.splitlines() if line.startswith("|") and named[0] in line]
        _, _, push, callback, _ = row.split("|")
        assert [fault in known for known in KNOWN.values()] == [push.strip() != "–", callback.strip() != "–"]
    told = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", STEPS, re.MULTILINE) for code in row.split(",")}
    assert told == set(EXIT_CODES.values())
