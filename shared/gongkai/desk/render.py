"""Pages: a service's short content templates inside the layout that all services share."""

from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from gongkai.desk import wording
from gongkai.desk.assets import static_url
from gongkai.desk.clock_face import SHAPES, ClockFace, Colour, Shape
from gongkai.desk.navigation import HOMES, KEYBOARD, LOGIN, LOGOUT, Navigation
from gongkai.refusals import Point
from gongkai.timepiece import Timepiece

SITE: Final = "上海市市场监督管理局"
VIEW_COOKIE: Final = "gongkai_view"
VIEW_KEPT: Final = 365 * 24 * 3600
SHARED_TEMPLATES: Final = Path(__file__).parent / "templates"

# Pages carry what citizens wrote: no foreign code, no framing, no copies on the shared computers of a service hall.
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Cookie",
}

NEXT_STEPS: Final = {
    404: ("请检查网址是否完整。", "也可以从首页重新进入。"),
    403: ("请用有权限的账号登录后再试。",),
    409: ("请返回并刷新页面，查看最新情况后再操作。",),
    422: ("请返回修改后重新提交。",),
    429: ("请稍等几分钟再试。",),
    500: ("请稍后再试；已填写的内容可先复制保存。", "如果一直这样，请拨打 12345 告诉我们。"),
}


class Pages:
    """The templates of one service's features over the shared ones; without any, the shared ones alone."""

    def __init__(
        self, folders: Sequence[Path] = (), navigation: Navigation | None = None, timepiece: Timepiece | None = None
    ) -> None:
        self.navigation = navigation or Navigation()
        self._timepiece = timepiece or Timepiece()
        self._templates = _compiled((*folders, SHARED_TEMPLATES), self.navigation)

    def render(self, request: Request, template: str, /, *, status_code: int = 200, **context: object) -> HTMLResponse:
        """A whole page; `?view=elder` or `?view=usual` on any page switches the view and comes back to the page."""
        if request.method == "GET" and request.query_params.get("view") in ("elder", "usual"):
            return _switched(request)
        words = self._templates.get_template(template).render(self._around(request) | context)
        return HTMLResponse(words, status_code=status_code, headers=HEADERS)

    def problem(
        self, request: Request, status_code: int, detail: str, *, points: Sequence[Point] = (), section: str = "citizen"
    ) -> HTMLResponse:
        """A page that says in Chinese what went wrong and what to do now."""
        known = status_code if status_code in NEXT_STEPS else 500 if status_code >= 500 else 422
        return self.render(
            request,
            "problem.html",
            status_code=status_code,
            section=section,
            title=TITLES.get(status_code, TITLES[known]),
            detail=detail,
            points=points,
            next_steps=NEXT_STEPS[known],
            back=None,
        )

    def _around(self, request: Request) -> dict[str, object]:
        elder = is_elder(request)
        moved = abs(self._timepiece.ahead) > 60
        return {
            "actor": getattr(request.state, "actor", None),
            "elder": elder,
            "path": request.scope["path"],
            "view_link": _address(request, "usual" if elder else "elder") if request.method == "GET" else None,
            "demo_time": self._timepiece.now() if moved else None,
        }


TITLES: Final = {
    400: "看不懂这个请求",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样操作",
    409: "现在不能这样办理",
    412: "内容已被别人修改",
    422: "有内容需要修改",
    428: "请刷新后再操作",
    429: "操作太频繁",
    500: "系统出错了",
    503: "系统暂时繁忙",
}


def field_errors(points: Sequence[Point]) -> dict[str, str]:
    """The points of a refusal as errors of form fields: `/report/reply` is the field `report.reply`. What is wrong with
    one field is said in one line."""
    errors: dict[str, str] = {}
    for point in points:
        name, words = point.pointer.lstrip("/").replace("/", "."), point.detail or point.code
        errors[name] = f"{errors[name]}；{words}" if name in errors else words
    return errors


@cache
def _compiled(folders: tuple[Path, ...], navigation: Navigation) -> Environment:
    """The templates of these folders, each compiled once in a process."""
    templates = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= FILTERS
    templates.globals |= {
        "site": SITE,
        "static_url": static_url,
        "menu_entries": navigation.entries,
        "homes": HOMES,
        "keyboard": KEYBOARD,
        "login": LOGIN,
        "logout": LOGOUT,
        "current_entry": navigation.current,
    }
    templates.globals["m"] = templates.get_template("macros.html").module
    templates.globals["draw"] = templates.get_template("form_fields.html").module
    return templates


def is_elder(request: Request) -> bool:
    """Whether the reader has chosen the elder view."""
    return request.cookies.get(VIEW_COOKIE) == "elder"


def _switched(request: Request) -> HTMLResponse:
    headers = HEADERS | {"Location": _address(request, None)}
    answer = HTMLResponse(status_code=HTTPStatus.SEE_OTHER, headers=headers)
    if request.query_params["view"] == "usual":
        answer.delete_cookie(VIEW_COOKIE)
        return answer
    secure = request.url.scheme == "https"
    answer.set_cookie(VIEW_COOKIE, "elder", max_age=VIEW_KEPT, secure=secure, httponly=True, samesite="lax")
    return answer


def _address(request: Request, view: str | None) -> str:
    """This page's own address with another view asked for; always local, whatever the path looks like."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "view"]
    query = urlencode(asked + ([("view", view)] if view else []))
    path = "/" + quote(request.scope["path"], safe="/:@!$&'()*+,;=~-._").lstrip("/")
    return f"{path}?{query}" if query else path


def _shape(value: ClockFace | Colour | str) -> Shape:
    return value.shape if isinstance(value, ClockFace) else SHAPES[Colour(value)]


def _left(value: ClockFace) -> str:
    return value.words


FILTERS: Final[Mapping[str, object]] = {
    "day": wording.day,
    "moment": wording.moment,
    "deadline": wording.deadline,
    "machine_day": wording.machine_day,
    "machine_moment": wording.machine_moment,
    "file_kind": wording.file_kind,
    "file_size": wording.file_size,
    "shape": _shape,
    "left": _left,
}


async def pages_here(request: Request) -> Pages:
    """The templates of the service that answers, inside the shared layout."""
    pages: Pages = request.app.state.pages
    return pages


PagesDep = Annotated[Pages, Depends(pages_here)]
