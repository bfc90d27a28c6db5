"""Every REST door and page of the four services, with somebody who may come in and a path to a real thing."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import httpx
from requests import Session

from gongkai.http.access import GuardKind
from gongkai.mounts.application import guards_of
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import Service
from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.signatures import Signatures
from gongkai_dev.demo.people import demo_people
from gongkai_dev.docs.openapi import openapi_of
from ticket_service.settings import TicketSettings

LISTS: Final = {
    "/api/v1/tickets/": ("/api/v1/tickets", "pudong.clerk"),
    "/api/v1/inquiries/": ("/api/v1/inquiries", "office.clerk"),
    "/api/v1/policies/": ("/api/v1/policies", ""),
    "/api/v1/boards/": ("/api/v1/policies", ""),
    "/api/v1/warnings/": ("/api/v1/warnings", "pudong.clerk"),
    "/desk/tickets/": ("/api/v1/tickets", "pudong.clerk"),
    "/desk/inquiries/": ("/api/v1/inquiries", "office.clerk"),
    "/desk/policies/": ("/api/v1/policies", ""),
    "/policies/": ("/api/v1/policies", ""),
    "/inquiries/": ("/api/v1/inquiries?state=answered", "office.clerk"),
    "/boards/": ("/api/v1/policies", ""),
    "/api/v1/ticket-service/deliveries/": ("/api/v1/ticket-service/deliveries?state=delivered", "office.ops"),
    "/desk/hotline/deliveries/": ("/api/v1/ticket-service/deliveries?state=delivered", "office.ops"),
    "/api/v1/hotline/reconciliation/differences/": ("/api/v1/hotline/reconciliation/differences", "office.ops"),
    "/desk/hotline/reconciliation/": ("/api/v1/hotline/reconciliation/differences", "office.ops"),
}
OF_TICKETS: Final = ("/api/v1/tickets/", "/desk/tickets/")
OWNERS: Final = {
    "pudong": ("/api/v1/tickets", "/api/v1/warnings", "/desk/tickets"),
    "food_production": ("/api/v1/policies", "/desk/policies"),
}
"""Whose people may do something with the newest thing there."""


RENEWED_AFTER: Final = timedelta(minutes=5)
"""A token lasts ten minutes; a slow machine needs longer for all doors."""


@dataclass(frozen=True)
class Door:
    """One method at one path."""

    service: Service
    method: str
    path: str

    @property
    def name(self) -> str:
        """As in the OpenAPI document."""
        return f"{self.method} {self.path}"

    @property
    def takes_a_body(self) -> bool:
        """Whether something can be submitted here."""
        return self.method in ("POST", "PUT")

    @property
    def signed(self) -> bool:
        """Whether only the hotline comes in here."""
        return guards_of(self.service)[self.method, self.path].kind is GuardKind.signed

    @property
    def person(self) -> str:
        """A demo person who may come in; empty where everybody may."""
        rule = guards_of(self.service)[self.method, self.path]
        if rule.kind is not GuardKind.staff:
            return ""
        unit = next((unit for unit, paths in OWNERS.items() if self.path.startswith(paths)), "office")
        fit = [one for one in demo_people() if not rule.roles or one.roles & rule.roles]
        return next((one.id for one in fit if one.unit == unit), fit[0].id)

    @property
    def people(self) -> list[str]:
        """The demo people who may come in; an empty name where everybody may."""
        rule = guards_of(self.service)[self.method, self.path]
        return [one.id for one in demo_people() if rule.admits(one)] if rule.kind is GuardKind.staff else [""]


@cache
def described(service: Service) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    return openapi_of(service)


def all_doors() -> list[Door]:
    """All of them, from the OpenAPI documents."""
    return [
        Door(service, method.upper(), path)
        for service in all_services()
        for path, methods in described(service)["paths"].items()
        for method in methods
    ]


def all_pages() -> list[Door]:
    """The pages for people."""
    return [
        Door(service, method, path)
        for service in all_services()
        for (method, path), rule in guards_of(service).items()
        if method == "GET" and rule.kind is not GuardKind.ops and not path.startswith(("/api/", "/static/"))
    ]


@dataclass
class Visitor:
    """Comes to the doors of a running suite."""

    settings: TicketSettings
    client: httpx.Client
    session: Session
    _tokens: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)

    def headers_for(self, door: Door, body: bytes = b"") -> dict[str, str]:
        """What opens a door: a token, or the hotline's signature over the body, or else over method and path."""
        headers = {}
        if door.takes_a_body:
            headers = {"If-Match": "*", "Content-Type": "application/json", "Idempotency-Key": new_id().hex}
        if door.signed:
            secret = self.settings.hotline_secrets[0].get_secret_value()
            signed = body if door.takes_a_body else door.name.encode()
            return headers | Signatures([secret]).sign(f"msg_{new_id().hex}", Timepiece().wall(), signed)
        return headers | self._signed_in(door.person)

    def ids_on(self, door: Door) -> dict[str, Any]:
        """The path's parameters, leading to the newest real thing; empty for a path without any."""
        names = re.findall(r"{(\w+)}", door.path)
        known = {"code": "reply" if "inquiries" in door.path else "finish", "endpoint": "hotline"}
        known |= {"kind": "words", "edition": "0", "number": "1"}
        if door.path.endswith("/report/files/{file_id}"):
            return self._of_report()
        if door.path == "/desk/tickets/{ticket_id}/files/{file_id}/removal":
            return self._of_case_file()
        if door.path.startswith(OF_TICKETS) and {"file_id", "incoming_id"} & set(names):
            return self._of_attachment()
        if "template_id" in names:
            return self._of_template()
        if {"interpretation_id", "file_id"} & set(names):
            known |= self._of_policy(self._newest(door.path[: door.path.index("{")]))
        return {name: known.get(name) or self._newest(door.path[: door.path.index("{")]) for name in names}

    def _signed_in(self, person: str) -> dict[str, str]:
        if not person:
            return {}
        now = Timepiece().wall()
        got_at, token = self._tokens.get(person, (None, ""))
        if got_at is None or now - got_at > RENEWED_AFTER:
            answer = self.client.post("/api/v1/demo/tokens", json={"person": person})
            token = answer.raise_for_status().json()["token"]
            self._tokens[person] = now, token
        return {"Authorization": f"Bearer {token}"}

    def _newest(self, prefix: str) -> str:
        path, person = LISTS[prefix]
        if path in self._ids:
            return self._ids[path]
        answer = self.client.get(path, headers=self._signed_in(person)).raise_for_status()
        found = answer.json()
        items = found if isinstance(found, list) else found["items"]
        of_the_tour = [one for one in items if one.get("interpretation_forms") and one["drafting_unit"] in OWNERS]
        self._ids[path] = str((of_the_tour or items)[0]["id"])
        return self._ids[path]

    def _of_policy(self, policy_id: str) -> dict[str, str]:
        """Something that belongs to a policy; asked for once, for the policy may be withdrawn meanwhile."""
        if not self._parts:
            policy = self.client.get(f"/api/v1/policies/{policy_id}").raise_for_status().json()
            self._parts |= {"interpretation_id": policy["interpretations"][0]["id"]}
            self._parts |= {"file_id": policy["attachments"][0]["file_id"]}
        return self._parts

    def _of_report(self) -> dict[str, str]:
        """A ticket whose report was signed, and the file of it that went to the hotline."""
        if "report_id" not in self._ids:
            headers = self._signed_in("pudong.clerk")
            lines = self.client.get("/api/v1/tickets?state=closed", headers=headers).raise_for_status().json()["items"]
            ticket = self.client.get(f"/api/v1/tickets/{lines[0]['id']}", headers=headers).raise_for_status().json()
            self._ids |= {"ticket_id": ticket["id"], "report_id": ticket["report"]["files"]["hotline"]["id"]}
        return {"ticket_id": self._ids["ticket_id"], "file_id": self._ids["report_id"]}

    def _of_attachment(self) -> dict[str, str]:
        """A ticket whose order brought a file along, and that file."""
        if "incoming_id" not in self._ids:
            ticket_id, headers = self._of_report()["ticket_id"], self._signed_in("pudong.clerk")
            files = self.client.get(f"/api/v1/tickets/{ticket_id}/files", headers=headers).raise_for_status().json()
            [file, *_] = [one for one in files if one["kind"] == "from_hotline" and one["file_id"]]
            self._ids |= {"incoming_id": file["incoming_id"], "attachment_id": file["file_id"]}
        ids = self._of_report()["ticket_id"], self._ids["attachment_id"], self._ids["incoming_id"]
        return dict(zip(("ticket_id", "file_id", "incoming_id"), ids, strict=True))

    def _of_case_file(self) -> dict[str, str]:
        """A file that a clerk put to a ticket which is open still, whatever was done here before."""
        if "case_file_id" not in self._ids:
            headers = self._signed_in("pudong.clerk")
            (open_one, *_) = self.client.get("/api/v1/tickets", headers=headers).raise_for_status().json()["items"]
            path = f"/api/v1/tickets/{open_one['id']}/files?name={quote('现场记录.txt')}"
            sent = {"content": "已到现场。".encode(), "headers": headers | {"Content-Type": "text/plain"}}
            files = self.client.put(path, **sent).raise_for_status().json()
            file_id = next(one["file_id"] for one in files if one["kind"] == "case_file")
            self._ids |= {"case_file_id": file_id, "case_id": open_one["id"]}
        return {"ticket_id": self._ids["case_id"], "file_id": self._ids["case_file_id"]}

    def _of_template(self) -> dict[str, str]:
        """A template of replies; there is none before somebody writes it."""
        if "template_id" not in self._ids:
            said = {"title": "已核查", "handling": "已到现场核查。", "reply_points": "【承办单位】已核查。"}
            headers = self._signed_in("office.head") | {"Idempotency-Key": new_id().hex}
            made = self.client.post("/api/v1/reply-templates", json=said, headers=headers)
            self._ids["template_id"] = made.raise_for_status().json()["id"]
        return {"template_id": self._ids["template_id"]}
