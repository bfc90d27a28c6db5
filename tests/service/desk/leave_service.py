"""A small service with one case page: a leave that is asked for, granted and read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import new_metadata
from gongkai.desk.act_forms import ActForm, Button, FormState, Submission, body_at_any_version, button_only, with_body
from gongkai.desk.case_page import CasePage, CaseVisit, RefusedForm, case_routes
from gongkai.desk.form_views import FormBasis, errors_of, form_views, labels_of
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line, Prose
from gongkai.http.access import staff
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.runtime.service import Feature, Service
from gongkai.unit_of_work import Work
from tests.service.files import filing

HERE = "/desk/leaves"
LEAVE = UUID(int=7)


class LeaveUnknown(Refusal):
    """There is no such leave."""

    code = "leave-unknown"
    ground = Ground.unknown


class Ask(Body):
    """How many days, and why."""

    days: Annotated[int, Field(ge=1, le=30), Input("请几天假")]
    reason: Annotated[str, Prose(20, least=0), Input("理由", "写给负责人看")] = ""


class Look(Body):
    """What somebody wants to know it for."""

    purpose: Annotated[str, Line(20), Input("查看的目的")]


@dataclass(frozen=True)
class Leave:
    """A leave and who did what with it."""

    version: int = 1
    days: int = 0
    reason: str = ""
    granted_by: str = ""


@dataclass
class Drawer:
    """Where the leaves are kept."""

    leaves: dict[UUID, Leave] = field(default_factory=lambda: {LEAVE: Leave()})

    def leave(self, leave_id: UUID) -> Leave:
        """The leave as it is."""
        if leave_id not in self.leaves:
            raise LeaveUnknown("没有这件请假。")
        return self.leaves[leave_id]

    def to_change(self, leave_id: UUID, version: int) -> Leave:
        """The leave, if it is as it was read."""
        leave = self.leave(leave_id)
        if leave.version != version:
            raise ChangedMeanwhile("这件请假已有改动。")
        return leave


DRAWER = Drawer()


async def ask(leave_id: UUID, asked: Ask, version: int, work: Work) -> None:
    leave = DRAWER.to_change(leave_id, version)
    DRAWER.leaves[leave_id] = replace(leave, version=version + 1, days=asked.days, reason=asked.reason)


async def grant(leave_id: UUID, version: int, work: Work) -> None:
    leave = DRAWER.to_change(leave_id, version)
    DRAWER.leaves[leave_id] = replace(leave, version=version + 1, granted_by=work.actor.id)


async def look(leave_id: UUID, wanted: Look, work: Work) -> str:
    return f"{DRAWER.leave(leave_id).reason}（{wanted.purpose}）"


def granted_by_the_same(leave: Leave, sent: Submission) -> bool:
    return leave.granted_by == sent.actor.id


Form = ActForm[Leave, str]
FORMS = (
    Form(
        name="request",
        act="ask",
        title="请假",
        lead="假期不顺延。",
        action=with_body(Ask, ask),
        now=lambda leave: FormState(values={"days": str(leave.days), "reason": leave.reason}),
    ),
    Form(name="grant", act="grant", title="同意", action=button_only(grant), was_done=granted_by_the_same),
    Form(
        name="reading",
        act="look",
        title="看理由",
        buttons=(Button(words="看一次", kind="plain"),),
        action=body_at_any_version(Look, look),
        versioned=False,
        result_template="leave.html",
    ),
)
BY_NAME = {form.name: form for form in FORMS}


async def load(visit: CaseVisit, db: AsyncConnection) -> Leave:
    return DRAWER.leave(visit.case_id)


def context(
    visit: CaseVisit, leave: Leave, refused: RefusedForm[Leave, str] | None, result: object
) -> Mapping[str, Any]:
    basis = FormBasis(address=f"{HERE}/{visit.case_id}", hidden={"version": str(leave.version)})
    return {
        "leave": leave,
        "forms": form_views(FORMS, leave, basis, refused),
        "refused": refused.refusal.detail if refused else "",
        "errors": errors_of(refused, BY_NAME) if refused else {},
        "labels": labels_of(FORMS),
        "result": result,
    }


PAGE = CasePage[Leave, str](
    prefix=HERE,
    parameter="leave_id",
    readers=staff("clerk", "head"),
    guard=lambda form: staff("head") if form.act == "grant" else staff("clerk"),
    template="leave.html",
    load=load,
    context=context,
)

SERVICE = Service(
    name="leave",
    title="请假",
    metadata=new_metadata(),
    migrations=filing.HERE / "migrations",
    segments=("leaves",),
    features=(Feature(name="leave", pages=(case_routes(PAGE, FORMS),), templates=Path(__file__).parent / "templates"),),
)
