"""The policy service: policies, from the first draft to the public."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Service
from policy_service.attachments.feature import ATTACHMENTS
from policy_service.casework.feature import CASEWORK
from policy_service.drafting.feature import DRAFTING
from policy_service.interpretation.feature import INTERPRETATION
from policy_service.policy.feature import POLICY
from policy_service.policy.store.tables import metadata
from policy_service.publication.feature import PUBLICATION
from policy_service.review_rules.feature import REVIEW_RULES
from policy_service.settings import PolicySettings
from policy_service.word_import.feature import WORD_IMPORT

SERVICE: Final = Service(
    name="policy",
    title="政策文件",
    metadata=metadata,
    migrations=Path(__file__).with_name("migrations"),
    settings=PolicySettings,
    segments=("policies", "review-rules", "", "policy-service"),
    features=(
        *(POLICY, PUBLICATION, DRAFTING, ATTACHMENTS, WORD_IMPORT, INTERPRETATION),
        *(REVIEW_RULES, CASEWORK),
    ),
)
