"""inquiry-service as a value: citizens ask under a policy or about a matter, and are answered in five working days."""

from pathlib import Path
from typing import Final

from gongkai.mail.settings import MailSettings
from gongkai.runtime.service import Service
from inquiry_service.answering.feature import ANSWERING
from inquiry_service.boards.feature import BOARDS
from inquiry_service.casework.feature import CASEWORK
from inquiry_service.consultations.feature import CONSULTATIONS
from inquiry_service.question.feature import QUESTION
from inquiry_service.question.store.tables import metadata
from inquiry_service.receipts.feature import RECEIPTS

SERVICE: Final = Service(
    name="inquiry",
    title="留言咨询",
    metadata=metadata,
    migrations=Path(__file__).parent / "migrations",
    segments=("boards", "inquiries", "status", "inquiry-service"),
    features=(BOARDS, CONSULTATIONS, RECEIPTS, CASEWORK, QUESTION, ANSWERING),
    topics=("gongkai.policy",),
    settings=MailSettings,
)
"""Fixed paths stand before those with an id: `/inquiries/figures` and `/inquiries/new` before `/inquiries/{id}`."""
