"""Why the hotline's list could not be had, in words for the office; the code itself stands in API and logs."""

from http import HTTPStatus
from typing import Final

OFF: Final = "连不上12345热线"
LATE: Final = "12345热线没有及时回应"
CUT: Final = "传送中断，清单没有收完"
BROKEN: Final = "清单不完整或格式有误"
ADDRESS: Final = "热线清单的地址没有设置好，请联系运维人员"
HERE: Final = "本系统一时无法保存清单，请联系运维人员"
REFUSED: Final = "12345热线不认可本局的签名，请联系运维人员"
NOT_THERE: Final = "12345热线没有提供清单，请联系运维人员"
BUSY: Final = "12345热线繁忙，要求稍后再试"
THEIR_FAULT: Final = "12345热线系统出现故障"
UNKNOWN: Final = "原因不明，请联系运维人员"

TROUBLE: Final = {
    **dict.fromkeys(("ConnectError", "ProxyError", "gaierror", "ConnectionRefusedError"), OFF),
    **dict.fromkeys(("ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout", "TimeoutError"), LATE),
    **dict.fromkeys(("ReadError", "WriteError", "CloseError", "RemoteProtocolError", "LocalProtocolError"), CUT),
    **dict.fromkeys(("ConnectionResetError", "BrokenPipeError", "ConnectionAbortedError"), CUT),
    **dict.fromkeys(("ManifestBroken", "ValidationError", "DecodingError"), BROKEN),
    **dict.fromkeys(("NoAddress", "DestinationRefused", "UnsupportedProtocol", "TooManyRedirects"), ADDRESS),
    "OSError": HERE,
}
"""By the names of the errors that the gateway may meet."""
ANSWERED: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: REFUSED,
    HTTPStatus.FORBIDDEN: REFUSED,
    HTTPStatus.REQUEST_TIMEOUT: LATE,
    HTTPStatus.TOO_MANY_REQUESTS: BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: BUSY,
    HTTPStatus.GATEWAY_TIMEOUT: LATE,
}
"""By the status of an answer; the others by their hundred."""


def trouble_words(code: str | None) -> str:
    """What a run's error means; empty where there was none."""
    if not code:
        return ""
    status = code.removeprefix("Http")
    if status == code or not status.isdecimal():
        return TROUBLE.get(code, UNKNOWN)
    number = int(status)
    return ANSWERED.get(number, THEIR_FAULT if number >= HTTPStatus.INTERNAL_SERVER_ERROR else NOT_THERE)
