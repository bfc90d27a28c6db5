"""The gate looks at everything of a policy that would go public, with the lists as they are now."""

import asyncio
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.files import file_index
from gongkai.privacy.gate import LONG
from gongkai.review import clearances, rules
from gongkai.worktime.days import office_day
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate, publication_gate
from policy_service.publication.domain.pieces import FileText, pieces


async def judge_policy(policy: Policy, db: AsyncConnection, now: datetime) -> Gate:
    there = {file.id: file for file in await file_index.of_subject(db, policy.id)} if policy.files else {}
    texts = await file_index.texts(db, [file.file_id for file in policy.files]) if there else {}
    files = {file_id: FileText(text, there[file_id].scanned) for file_id, text in texts.items()}
    known, cleared = await rules.current(db), await clearances.cleared(db, policy.id)
    judge = partial(publication_gate, policy, files, known, cleared, office_day(now))
    long = sum(len(piece.text) for piece in pieces(policy, files)) > LONG
    return await asyncio.to_thread(judge) if long else judge()
