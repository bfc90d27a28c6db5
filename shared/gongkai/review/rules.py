"""The lists by which every text is examined before it goes public: in the database, edited by the office, replicated.

The policy service is their author; every service that publishes keeps a copy of each edition that it was told of. The
highest edition holds, so an event that comes twice or late changes nothing. Without any edition the bundled lists hold.
"""

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.events.policy import ReviewRulesAmended
from gongkai.privacy.gate import ReviewRules
from gongkai.privacy.open_matters import OpenMatters, OpenMattersUnfit, open_matters
from gongkai.privacy.word_list import WordList, WordListUnfit, word_list
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.review.tables import review_rules
from gongkai.unit_of_work import Work

DESK_PATH: Final = "/desk/review-rules"


class RulesKind(StrEnum):
    """The two lists."""

    words = "words"
    open_matters = "open_matters"


RULES_WORDS: Final = {RulesKind.words: "审查词表", RulesKind.open_matters: "公开事项名单"}
FILES: Final = {RulesKind.words: "words.toml", RulesKind.open_matters: "open_matters.toml"}


NEWEST: Final = (
    select(review_rules.c.kind, review_rules.c.edition, review_rules.c.digest)
    .distinct(review_rules.c.kind)
    .order_by(review_rules.c.kind, review_rules.c.edition.desc())
)


class RulesEditionUnknown(Refusal):
    """There is no such edition of the list."""

    code = "rules-edition-unknown"
    ground = Ground.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesEdition:
    """One edition of one list, as somebody left it; edition 0 came with the code."""

    kind: RulesKind
    edition: int
    toml: str
    amended_by: str = ""
    name: str = ""
    amended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesNote:
    """One line of a list's history."""

    kind: RulesKind
    edition: int
    name: str
    amended_at: datetime


_read_before: Final[dict[tuple[str, str], WordList | OpenMatters]] = {}
"""Lists by kind and digest of their TOML, so that a list is parsed once and not fetched for every text."""
REMEMBERED: Final = 16
MOST_FAULTS: Final = 50


async def current(db: AsyncConnection) -> ReviewRules:
    """What holds now: one short statement, unless an edition is met for the first time."""
    words, matters = word_list(), open_matters()
    editions = dict.fromkeys(RulesKind, 0)
    for row in (await db.execute(NEWEST)).all():
        held = _read_before.get((row.kind, row.digest)) or await _read(db, row.kind, row.edition)
        editions[RulesKind(row.kind)] = row.edition
        if isinstance(held, WordList):
            words = held
        else:
            matters = held
    return ReviewRules(words, matters, ", ".join(f"{kind} {edition}" for kind, edition in editions.items()))


async def newest(db: AsyncConnection, kind: RulesKind) -> RulesEdition:
    """The edition of one list that holds now, word for word."""
    wanted = select(review_rules).where(review_rules.c.kind == kind).order_by(review_rules.c.edition.desc()).limit(1)
    row = (await db.execute(wanted)).one_or_none()
    return _edition(row) if row else _bundled(kind)


async def edition_of(db: AsyncConnection, kind: RulesKind, edition: int) -> RulesEdition:
    """One edition, whether it holds or not."""
    if edition == 0:
        return _bundled(kind)
    wanted = select(review_rules).where(review_rules.c.kind == kind, review_rules.c.edition == edition)
    row = (await db.execute(wanted)).one_or_none()
    if row is None:
        raise RulesEditionUnknown("没有这个版本。")
    return _edition(row)


async def history(db: AsyncConnection, kind: RulesKind, most: int) -> list[RulesNote]:
    """Who amended the list and when, newest first."""
    names = [review_rules.c[field.name] for field in fields(RulesNote)]
    wanted = select(*names).where(review_rules.c.kind == kind).order_by(review_rules.c.edition.desc()).limit(most)
    return [RulesNote(**dict(row._mapping) | {"kind": kind}) for row in await db.execute(wanted)]


async def amend(work: Work, kind: RulesKind, toml: str, read_edition: int | None) -> RulesEdition:
    """Make the next edition of a list; refused if another one was made since it was read (`None`: not asked).

    A list that is left as it was is no new edition.
    """
    parse(kind, toml)
    before = await newest(work.db, kind)
    if read_edition not in (None, before.edition):
        raise _changed(kind)
    if before.toml.strip() == toml.strip():
        return before
    amended = RulesEdition(
        kind=kind,
        edition=before.edition + 1,
        toml=toml,
        amended_by=work.actor.id,
        name=work.actor.name,
        amended_at=work.now,
    )
    if not await _keep(work.db, amended):
        raise _changed(kind)
    work.audit("review-rules.amend", kind, edition=amended.edition, digest=_digest(toml))
    work.announce(
        ReviewRulesAmended(
            aggregate_id=aggregate_id(kind),
            version=amended.edition,
            ref=RULES_WORDS[kind],
            desk_path=f"{DESK_PATH}/{kind}",
            kind=kind,
            edition=amended.edition,
            toml=toml,
        )
    )
    return amended


async def take_over_rules(event: ReviewRulesAmended, work: Work) -> None:
    """Keep a copy of what the policy service's office amended. A list that cannot be read is not taken over: the event
    becomes a dead letter, and the edition before goes on holding."""
    kind = RulesKind(event.kind)
    parse(kind, event.toml)
    copy = RulesEdition(kind=kind, edition=event.edition, toml=event.toml, amended_at=work.now)
    if await _keep(work.db, copy):
        work.audit("review-rules.take-over", kind, edition=event.edition, digest=_digest(event.toml))


def parse(kind: RulesKind, toml: str) -> WordList | OpenMatters:
    """The list in these words; the refusal tells every fault, with pointers that begin at `/toml`."""
    try:
        return WordList.read(toml) if kind is RulesKind.words else OpenMatters.read(toml)
    except (WordListUnfit, OpenMattersUnfit) as refusal:
        points = [replace(point, pointer="/toml" + point.pointer) for point in refusal.points[:MOST_FAULTS]]
        raise type(refusal)(refusal.detail, points=points) from None


def aggregate_id(kind: RulesKind) -> UUID:
    """Under which id the list's editions are announced."""
    return uuid5(NAMESPACE_URL, f"gongkai/review-rules/{kind}")


async def _keep(db: AsyncConnection, edition: RulesEdition) -> bool:
    """Whether this edition is new; of two that write it at once, the second finds it written."""
    row = asdict(edition) | {"digest": _digest(edition.toml)}
    return (await db.execute(insert(review_rules).values(row).on_conflict_do_nothing())).rowcount == 1


async def _read(db: AsyncConnection, kind: str, edition: int) -> WordList | OpenMatters:
    held = await edition_of(db, RulesKind(kind), edition)
    if len(_read_before) >= REMEMBERED:
        _read_before.clear()
    _read_before[held.kind, _digest(held.toml)] = parsed = parse(held.kind, held.toml)
    return parsed


def _bundled(kind: RulesKind) -> RulesEdition:
    return RulesEdition(kind=kind, edition=0, toml=files("gongkai.privacy").joinpath(FILES[kind]).read_text("utf-8"))


def _edition(row: Row[Any]) -> RulesEdition:
    known = {field.name: getattr(row, field.name) for field in fields(RulesEdition)}
    return RulesEdition(**known | {"kind": RulesKind(row.kind)})


def _changed(kind: RulesKind) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{RULES_WORDS[kind]}在您打开之后有人改过，请对照最新内容后再保存。")


def _digest(toml: str) -> str:
    return hashlib.sha256(toml.encode()).hexdigest()
