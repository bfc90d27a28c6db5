"""A policy as REST shows it, with its version as ETag."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.actor import Actor
from gongkai.http.access import MEBIBYTE, Guard, Takes, staff
from gongkai.http.etag import etag, read_expected
from gongkai.runtime.service import ServiceRuntime
from policy_service.policy.domain.draft import BodyFormat, Disclosure
from policy_service.policy.domain.interpretation import Element, Form
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.lifecycle import LIFECYCLE, PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.domain.validity import Validity
from policy_service.policy.store import policies


def staff_who_may(act: PolicyAct, *, takes: Takes | None = None, largest: int = MEBIBYTE) -> Guard:
    """The guard of an act's route: the roles that the life cycle names."""
    return staff(*LIFECYCLE[act].roles, takes=takes, largest=largest)


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else read_expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


async def _interpretation_at(policy_id: UUID, interpretation_id: UUID) -> tuple[UUID, UUID]:
    return policy_id, interpretation_id


InterpretationAt = Annotated[tuple[UUID, UUID], Depends(_interpretation_at)]
"""Policy and interpretation of a path."""


def with_etag(response: Response, policy: Policy) -> Policy:
    """The policy, with its version as ETag."""
    response.headers["ETag"] = etag(policy.version)
    return policy


async def expect_version(running: ServiceRuntime, policy_id: UUID, read_version: int | None, actor: Actor) -> None:
    """Refuse an upload before it arrives if it is not based on the newest version; saving looks again."""
    async with running.reading() as db:
        (await policies.policy(db, policy_id, actor.unit)).as_read(read_version)


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PolicyLineView(_Shown):
    """A policy in a list."""

    id: UUID
    title: str
    document_no: str
    kind: Kind
    drafting_unit: str = Field(description="Code of the unit that drafted it and answers questions about it")
    formed_on: date
    published_at: datetime
    validity: Validity
    interpretation_forms: tuple[Form, ...] = Field(description="In which forms it is explained, one for each")


class ClauseView(_Shown):
    """A heading that can be linked to."""

    id: str = Field(description="Anchor on the policy's page")
    title: str


class FileView(_Shown):
    """A file; its type, size and digest are those that were found when it was examined."""

    file_id: UUID
    title: str
    name: str
    media_type: str
    size: int
    sha256: str


class PublicFileView(FileView):
    """A file that everybody may fetch."""

    path: str


class AnswerView(_Shown):
    """What is said to an element of §2, or why nothing has to be said."""

    text: str
    waived: str


class ServiceLinkView(_Shown):
    """Where something can be applied for."""

    title: str
    url: str


class InterpretationRecord(_Shown):
    """An interpretation as its unit sees it."""

    id: UUID
    form: Form
    title: str
    body: str
    html: str
    elements: Mapping[Element, AnswerView]
    files: tuple[FileView, ...]
    alternative: str = Field(description="What a picture shows or a recording says, in words")
    url: str
    unit: str


class InterpretationView(InterpretationRecord):
    """A public interpretation, with the way back to its policy."""

    files: tuple[PublicFileView, ...]
    path: str
    policy_path: str


class _Words(_Shown):
    """Words and particulars."""

    id: UUID
    title: str
    document_no: str
    index_no: str
    issuing_unit: str
    co_issuers: tuple[str, ...]
    drafting_unit: str = Field(description="Code of the unit that drafted it and answers questions about it")
    kind: Kind
    normative: bool | None = Field(description="行政规范性文件; null: nobody has said")
    subject_class: str
    formed_on: date
    effective_on: date | None
    expires_on: date | None
    disclosure: Disclosure
    audiences: tuple[str, ...]
    keywords: tuple[str, ...]
    change_note: str
    body: str
    body_format: BodyFormat
    html: str = Field(description="Sanitised")
    service_links: tuple[ServiceLinkView, ...] = Field(description="办事入口")
    state: PolicyState
    edition: int = Field(description="1 for the first publication; 0: never published")
    version: int


class PolicyView(_Words):
    """A public policy: private data are masked in every word of it."""

    published_at: datetime = Field(description="When this edition went public")
    first_published_at: datetime
    validity: Validity
    digest: str = Field(description="SHA-256 of the dossier that three people signed; empty if something is masked")
    clauses: tuple[ClauseView, ...]
    attachments: tuple[PublicFileView, ...]
    interpretations: tuple[InterpretationView, ...]
    path: str
    board_path: str = Field(description="Its message board")


class PolicyRecord(_Words):
    """A policy as its unit sees it, with the hands it went through."""

    interpretation_wanted: bool
    attachments: tuple[FileView, ...]
    interpretations: tuple[InterpretationRecord, ...]
    is_masked: bool = Field(description="Whether these are the public words; the others are unmasked on the record")
    digest: str = Field(description="SHA-256 of words, particulars, files and interpretations as they are now")
    signed_digest: str | None = Field(description="The digest the reviewer signed")
    drafted_by: tuple[str, ...] = Field(description="Ids of everybody who wrote on it")
    drafted_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    published_by: str | None = Field(description="Who released it, at once or for `publish_at`")
    published_at: datetime | None
    publish_at: datetime | None = Field(description="When it will be public")
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str
    names: dict[str, str] = Field(description="How the people behind the ids are called")


class WordDocumentTaken(_Shown):
    """A body that was read from Word, and what was left behind in doing so."""

    policy: PolicyRecord
    cautions: tuple[str, ...]


class EditionNoteView(_Shown):
    """One line of a policy's list of editions."""

    number: int
    published_at: datetime
    change_note: str
    is_current: bool


class ValidityEntryView(_Shown):
    """One line of a policy's history of validity."""

    validity: Validity
    since: date
    reason: str
