"""The policy service: policies, from the first draft to the public."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.files.blob_store import open_vault
from gongkai.runtime.service import Feature, Menu, Service
from policy_service.attachments import api as dossier
from policy_service.attachments import pages as attaching
from policy_service.casework.pages import dossier as desk
from policy_service.casework.pages import signing
from policy_service.casework.usecases import load_notice
from policy_service.drafting import api as policies
from policy_service.drafting import pages as writing
from policy_service.interpretation import pages as interpreting
from policy_service.policy.pages import removal as removing
from policy_service.policy.store.tables import metadata
from policy_service.publication import api as gate
from policy_service.publication import api as page_tags
from policy_service.publication import api as reading
from policy_service.publication import pages as citizen
from policy_service.publication.timers import timers
from policy_service.review_rules import api as review_rules
from policy_service.review_rules import pages as review_rules_page

FOLDER: Final = Path(__file__).parent

ALL: Final = Feature(
    name="policy",
    templates=FOLDER / "templates",
    routers=(
        reading.router,
        page_tags.page_tags_router,
        policies.router,
        dossier.router,
        gate.gate_router,
        review_rules.router,
    ),
    fast_reads=reading.ready,
    pages=(
        *(citizen.router, writing.router, desk.router, signing.router, interpreting.router),
        *(attaching.router, removing.router, review_rules_page.router),
    ),
    timers=timers,
    resources=(open_vault,),
    access={
        **reading.access,
        **policies.access,
        **dossier.access,
        **gate.gate_access,
        **review_rules.access,
        **page_tags.page_tags_access,
        **citizen.access,
        **desk.access,
        **writing.access,
        **interpreting.access,
        **attaching.access,
        **removing.access,
        **signing.access,
        **review_rules_page.access,
    },
    menu=(
        Menu(path="/policies", words="政策公开", place=10, section="citizen"),
        Menu(path="/desk/policies", words="政策", place=40),
        Menu(path="/desk/review-rules", words="审查词表", place=130, roles=(Role.office, Role.secrecy), more=True),
    ),
)

SERVICE: Final = Service(
    name="policy",
    title="政策文件",
    metadata=metadata,
    migrations=FOLDER / "migrations",
    segments=("policies", "review-rules", "", "policy-service"),
    features=(ALL,),
    demo=load_notice,
)
