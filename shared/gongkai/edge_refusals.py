"""Refusals of the HTTP edge, made before any rule of the domain is asked."""

from collections.abc import Mapping

from gongkai.refusals import Refusal


class EdgeRefusal(Refusal):
    """Refused by the edge itself; its status is in `gongkai.http.problems`. `headers` go into the answer."""

    headers: Mapping[str, str] = {}
