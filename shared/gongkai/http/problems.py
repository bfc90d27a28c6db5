"""Refusals and faults as answers: RFC 9457 problems in Chinese, or a page for people; never what was submitted."""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from gongkai.http.bodies.findings import points_of
from gongkai.messaging.outages import is_outage
from gongkai.refusals import ChangedMeanwhile, Ground, Point, Refusal

log = structlog.get_logger(__name__)

MEDIA_TYPE: Final = "application/problem+json"

STATUS_OF_GROUND: Final = {
    Ground.unknown: 404,
    Ground.conflict: 409,
    Ground.unlawful: 422,
    Ground.unfit: 422,
    Ground.untimely: 409,
    Ground.forbidden: 403,
}
STATUS_OF_CODE: Final = {
    "malformed-json": 400,
    "malformed-request": 400,
    "idempotency-key-required": 400,
    "unauthenticated": 401,
    "signature-invalid": 401,
    "not-found": 404,
    "method-not-allowed": 405,
    "body-too-slow": 408,
    "idempotency-in-progress": 409,
    "precondition-failed": 412,
    "body-too-large": 413,
    "file-too-large": 413,
    "unsupported-media-type": 415,
    "idempotency-mismatch": 422,
    "precondition-required": 428,
    "rate-limited": 429,
}
TITLES: Final = {
    400: "看不懂这个请求",
    401: "请先证明身份",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样操作",
    408: "提交中断",
    409: "现在不能这样办理",
    412: "内容已被别人修改",
    413: "内容太大",
    415: "内容格式不受理",
    422: "有内容需要修改",
    428: "请先读取最新内容",
    429: "操作太频繁",
    500: "系统出错了",
    503: "系统暂时繁忙",
}
DETAILS: Final = {
    400: ("malformed-request", "请求的格式不正确。"),
    404: ("not-found", "没有这个地址。"),
    405: ("method-not-allowed", "这个地址不支持这种操作。"),
    413: ("body-too-large", "提交的内容超过了允许的大小。"),
    415: ("unsupported-media-type", "请用 application/json 提交。"),
    500: ("internal-error", "系统内部出错，已记录。请稍后再试；反馈时请提供请求编号。"),
    503: ("unavailable", "系统暂时不能处理，请稍后再试。"),
}


PageOfProblem = Callable[[Request, int, str, Sequence[Point]], Response]
"""Draws a problem for a person: request, status, Chinese detail, points."""


def install_problem_handlers(app: FastAPI, page: PageOfProblem | None = None) -> None:
    """Make every refusal and fault of this application a problem; `page` draws those that a browser's reader sees."""
    app.state.page_of_problem = page or plain_page
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def status_of(refusal: Refusal) -> int:
    """The one place where a refusal gets its status."""
    return STATUS_OF_CODE.get(refusal.code) or STATUS_OF_GROUND[refusal.ground]


def problem_of(request: Request, refusal: Refusal) -> Response:
    """The answer to a refused request."""
    status = status_of(refusal)
    if isinstance(refusal, ChangedMeanwhile) and "if-match" in request.headers:
        status = 412
    headers = dict(getattr(refusal, "headers", {}))
    return answer(request, status, refusal.code, refusal.detail, points=refusal.points, headers=headers)


def problem_of_fault(request: Request, error: Exception) -> Response:
    """The answer to a request that met a fault, logged without its words; 503 while the database is away."""
    status = 503 if is_outage(error) else 500
    log.error("request_failed", exc_info=error)
    code, detail = DETAILS[status]
    return answer(request, status, code, detail, headers={"Retry-After": "5"} if status == 503 else None)


def answer(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    points: Sequence[Point] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document, or a page where a person reads the answer in a browser."""
    if for_a_reader(request):
        response = _page(request, status, detail, points)
        response.headers.update(headers or {})
        return response
    document: dict[str, Any] = {
        "type": f"urn:gongkai:problem:{code}",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
    }
    if points:
        document["errors"] = [{"pointer": p.pointer, "code": p.code, "detail": p.detail} for p in points]
    if status >= 500 and (request_id := request.scope.get("gongkai.request_id")):
        document["request_id"] = request_id
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def for_a_reader(request: Request) -> bool:
    """Whether a person looks at the answer: a page was asked for, not the API."""
    return not request.scope["path"].startswith("/api/") and "text/html" in request.headers.get("accept", "")


def plain_page(request: Request, status: int, detail: str, points: Sequence[Point]) -> Response:
    """The page of last resort, without templates; shows only our own words."""
    title = TITLES.get(status, "出错了")
    items = "".join(f"<li>{point.detail or point.code}</li>" for point in points)
    words = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
    return HTMLResponse(f"{words}<h1>{title}</h1><p>{detail}</p><ul>{items}</ul>", status)


def _page(request: Request, status: int, detail: str, points: Sequence[Point]) -> Response:
    state = request.scope["app"].state if "app" in request.scope else None
    draw: PageOfProblem = getattr(state, "page_of_problem", plain_page)
    try:
        return draw(request, status, detail, points)
    except Exception:
        log.exception("problem_page_failed")
        return plain_page(request, status, detail, points)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem_of(request, error)


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    points = points_of(error.errors())
    return answer(request, 422, "unfit-request", "提交的内容有误，请按提示修改。", points=points)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = DETAILS.get(error.status_code, ("refused", TITLES.get(error.status_code, "请求未被受理。")))
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    return answer(request, error.status_code, code, detail, headers=error.headers)


async def _fault(request: Request, error: Exception) -> Response:
    return problem_of_fault(request, error)
