"""The policy service: policies, from the first draft to the public."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.blobs import open_blob_store
from gongkai.runtime.service import Feature, Menu, Service
from policy_service.casework.api import dossier, policies
from policy_service.casework.pages import attaching, desk, interpreting, removing, signing, writing
from policy_service.policy.store.tables import metadata
from policy_service.publication.api import gate, page_tags, reading
from policy_service.publication.pages import citizen
from policy_service.review_rules import api as review_rules
from policy_service.review_rules import pages as review_rules_page
from policy_service.settings import PolicySettings
from policy_service.timers import timers

FOLDER: Final = Path(__file__).parent

ALL: Final = Feature(
    name="policy",
    templates=FOLDER / "templates",
    routers=(reading.router, page_tags.router, policies.router, dossier.router, gate.router, review_rules.router),
    fast_reads=reading.ready,
    pages=(
        *(citizen.router, writing.router, desk.router, signing.router, interpreting.router),
        *(attaching.router, removing.router, review_rules_page.router),
    ),
    timers=timers,
    resources=(open_blob_store,),
    access={
        **reading.access,
        **policies.access,
        **dossier.access,
        **gate.access,
        **review_rules.access,
        **page_tags.access,
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
    settings=PolicySettings,
    segments=("policies", "review-rules", "", "policy-service"),
    features=(ALL,),
)
