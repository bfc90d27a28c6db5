"""The main job on real input: the same story in one process, in four, and whichever of them dies on the way."""

import os
import signal

from playwright.async_api import Browser

from gongkai_dev.local_processes.process_ids import runs
from gongkai_dev.tour.caller import until
from gongkai_dev.tour.publishing import ID_CARD, PHONE
from tests.browser.reader import reading
from tests.browser.scene import ANSWER
from tests.browser.ways import answers, asks, follows_up, signs_off
from tests.suite.suites import Suite, down

ALL_DEATHS = [
    ("写了文字解读", "policy-service"),
    ("换上空白申请表", "kafka"),
    ("同时公开", "inquiry-service"),
    ("== 三、", "ticket-service"),
    ("-- 2024-04-07 09:00", "notify-service"),
    ("-- 2024-04-07 10:00", "kafka"),
    ("== 四、", "postgres"),
    ("-- 2024-10-08 09:00", "policy-service"),
    ("-- 2024-10-10 09:00", "inquiry-service"),
    ("-- 2024-10-18 09:00", "kafka"),
    ("-- 2024-10-23 09:00", "notify-service"),
    ("办结报告已签发", "ticket-service"),
    ("== 五、", "inquiry-service"),
    ("-- 2026-12-14 10:00", "postgres"),
]
"""When this is told for the first time (in this order), that part is killed; in `make test` each part once."""
SHORT = os.environ.get("CHAOS") != "long"
PARTS = [part for _, part in ALL_DEATHS]
DEATHS = [death for at, death in enumerate(ALL_DEATHS) if not SHORT or death[1] not in PARTS[:at]]


class Reaper:
    """Listens to the tour and kills a part at each of its moments, as `kill -9` does."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._deaths = list(DEATHS)
        self.killed: list[str] = []

    def hears(self, line: str) -> None:
        """One line of the tour."""
        if self._deaths and self._deaths[0][0] in line:
            part = self._deaths.pop(0)[1]
            os.kill(self._suite.parts.running()[part], signal.SIGKILL)
            self.killed.append(part)


def test_a1_the_tour_tells_what_the_notice_promises(embedded: Suite, told: list[str]) -> None:
    text = "\n".join(told)
    assert "先行联系：2024-10-08 24:00 前" in text
    assert "办结：2024-10-25 24:00 前" in text
    assert "10月12日（星期六）调休上班，计第5个工作日。" in text
    assert "暂定" in text
    print("embedded:", {name: round(value, 1) for name, value in embedded.figures.items()})
    print("goals: start ≤ 15 s, memory ≤ 350 MB")


def test_e3_the_tour_shows_a_publication_held_back_mended_and_whole(told: list[str]) -> None:
    text = "\n".join(told)
    refused, public = text.index("还有3处问题，不能发布"), text.index("同时公开")
    for fault in ("缺少解读要素“注意事项”", "缺少解读要素“关键词、专有词”", "附件1的内容有身份证号1处"):
        assert refused < text.index(fault, refused) < public
    assert text.index("已随文件开放，可就3个条款提问") > public


def test_c3_the_tour_shows_what_a_citizen_sent_along(told: list[str]) -> None:
    assert "从热线取回市民附件2个" in "\n".join(told)


def test_d1_the_tour_shows_a_masked_answer_under_its_clause(told: list[str]) -> None:
    text = "\n".join(told)
    assert "链接到条款：二、完善政策多元化解读和发布机制" in text
    assert "我们会拨打您留下的154****0000" in text
    assert "先看到相似的已答复问题：政策解读材料是否与文件同时公布？" in text
    assert "评价：满意" in text


def test_e5_no_private_number_is_told_on_the_tour(told: list[str]) -> None:
    assert not [line for line in told if PHONE in line or ID_CARD in line]


async def test_f1_four_processes_tell_the_same(distributed: Suite, told: list[str]) -> None:
    assert await distributed.tour() == told
    distributed.figures["memory after the tour, MB"] = distributed.memory()
    print("distributed:", {name: round(value, 1) for name, value in distributed.figures.items()})


async def test_f2_whoever_dies_on_the_tour_it_ends_the_same(distributed: Suite, told: list[str]) -> None:
    reaper = Reaper(distributed)
    assert await distributed.tour(reaper.hears) == told
    assert reaper.killed == [part for _, part in DEATHS]
    print("with", len(DEATHS), "deaths:", round(distributed.figures["tour, s"], 1), "s")


async def test_f6_pages_of_one_process_show_what_another_was_told(distributed: Suite, chromium: Browser) -> None:
    base = distributed.settings.public_url
    async with reading(chromium, base) as citizen, reading(chromium, base) as clerk, reading(chromium, base) as head:
        receipt_no, code = await asks(citizen, "四个进程之间会不会丢失提问？")
        assert "正在拟写答复" in await follows_up(citizen, receipt_no, code)
        await clerk.signs_in("office.clerk")
        address = await answers(clerk, receipt_no, ANSWER)
        await until(lambda: clerk.sees("/desk/queue", receipt_no), "the queue of another process shows the question")
        await head.signs_in("office.head")
        await signs_off(head, address)
        await follows_up(citizen, receipt_no, code)
        assert ANSWER in await citizen.text("#answer")


async def test_f6_down_waits_until_nothing_runs(distributed: Suite) -> None:
    """The last journey of this suite."""
    parts = distributed.parts.running()
    assert len(parts) == 7
    assert await down(distributed.settings.folder) == "Ended."
    assert not [part for part, pid in parts.items() if runs(pid)]
    assert await distributed.end() == 0
