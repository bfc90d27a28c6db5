"""A small service with one page of each kind, to look at and to test the shared look."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from gongkai.actor import Actor, Role
from gongkai.desk.assets import static_router
from gongkai.desk.clock_face import SHAPES, ClockFace, Colour
from gongkai.desk.render import Pages, field_errors
from gongkai.refusals import Point
from gongkai.timepiece import Timepiece

HOSTILE = "<script>alert('1')</script><img src=x onerror=alert(1)>\"'&{{7*7}}"
CLERK = Actor(id="pudong.clerk", name="张晓明", unit="pudong", roles=frozenset({Role.clerk}))
NOW = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)

COLOURS = [(colour.value, shape.word) for colour, shape in SHAPES.items()]


def clock_face(colour: Colour, left: int, title: str = "办结") -> ClockFace:
    """A face of a colour, as the worktime room would compute it."""
    still = {one: one.value for one in (Colour.paused, Colour.met, Colour.cancelled)} | {Colour.late: "met"}
    state = still.get(colour, "running")
    return ClockFace(
        title=title,
        colour=colour,
        state=state,
        due_on=date(2024, 10, 8),
        due_at=datetime(2024, 10, 8, 16, 0, tzinfo=UTC),
        provisional=colour == Colour.provisional,
        left=left,
        overdue=colour == Colour.overdue,
        late=colour == Colour.late,
        total=15,
        unit="working_days",
    )


ROWS = [
    {
        "no": f"ZX-240930-{n:03}",
        "title": HOSTILE if n == 3 else "咨询食品经营许可证到期后如何换证，是否需要提交新的健康证明",
        "unit": "食品协调处",
        "face": clock_face(colour, left, "先行联系" if n % 2 else "办结"),
    }
    for n, (colour, left) in enumerate(
        [
            (Colour.overdue, -3),
            (Colour.red, 0),
            (Colour.red, 1),
            (Colour.yellow, 4),
            (Colour.green, 12),
            (Colour.paused, 6),
            (Colour.provisional, 14),
            (Colour.met, 2),
            (Colour.cancelled, 2),
        ]
    )
]


def sample_app(timepiece: Timepiece | None = None) -> FastAPI:
    """The sample service; the clerk is signed in wherever the path starts with /desk."""
    app = FastAPI()
    app.include_router(static_router)
    pages = Pages([Path(__file__).parent / "templates"], timepiece=timepiece or Timepiece())

    @app.get("/desk/queue")
    async def queue(request: Request, empty: bool = False) -> HTMLResponse:
        request.state.actor = replace(CLERK, name="张晓<b>明")
        return pages.render(request, "queue.html", rows=[] if empty else ROWS, form={}, colours=COLOURS)

    @app.get("/desk/tickets/{no}")
    async def case(request: Request, no: str) -> HTMLResponse:
        request.state.actor = CLERK
        return pages.render(request, "case.html", **_case(no))

    @app.get("/ask")
    async def ask(request: Request) -> HTMLResponse:
        return pages.render(request, "ask.html", form={}, errors={})

    @app.post("/ask")
    async def post_ask(request: Request, phone: str = Form(""), question: str = Form("")) -> HTMLResponse:
        points = [
            Point("/phone", "phone-unfit", "请填写可以接通的电话号码"),
            Point("/question", "missing", "请写下您的问题"),
            Point("/reply_by", "missing", "请选择怎样收到答复"),
        ]
        form = {"phone": phone, "question": question}
        return pages.render(request, "ask.html", status_code=422, form=form, errors=field_errors(points))

    @app.get("/ops")
    async def board(request: Request) -> HTMLResponse:
        return pages.render(request, "board.html", colours=list(Colour))

    @app.get("/desk/parts")
    async def parts(request: Request) -> HTMLResponse:
        return pages.render(request, "parts.html", hostile=HOSTILE, errors={"background": "这一项必填。"})

    async def not_found(request: Request, error: Exception) -> HTMLResponse:
        points = [Point("/no", "unknown", "没有这个编号" + HOSTILE)]
        return pages.problem(request, 404, "没有找到这个页面。", points=points)

    app.add_exception_handler(HTTPException, not_found)
    return app


def _case(no: str) -> dict[str, Any]:
    entries = [
        {"at": NOW, "title": "热线转来工单", "by": "12345"},
        {"at": NOW + timedelta(hours=2), "title": "已先行联系", "by": "张晓明", "detail": "电话接通\n市民补充了店名。"},
    ]
    return {
        "no": no,
        "subject": "南京西路某超市售卖过期酸奶",
        "words": "9月28日在超市购买的酸奶已过保质期三天，\n要求查处并答复。" + HOSTILE,
        "faces": [clock_face(Colour.met, 0, "先行联系"), clock_face(Colour.red, 2)],
        "form": {"handling": "已到现场检查。"},
        "errors": {},
        "received_at": NOW,
        "entries": entries,
    }
