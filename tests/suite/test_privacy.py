"""What a person entrusted to one service stays there: not in logs, events, dead letters, figures or other services."""

from pathlib import Path

import asyncpg
import httpx

from gongkai.runtime.installed import all_services
from tests.suite.private import Secrets, publish
from tests.suite.suites import Suite, visiting

EVERYWHERE = {"outbox", "inbox", "dead_letter", "audit"}
"""Tables of every service that may never hold what a person wrote or is."""
SEALED = {"email", "asker_phone"}
"""What stands nowhere in the open, not even where it belongs."""
NEVER_KEPT = {"purpose", "listed", "cleared", "asked_for"}
"""What is masked before it is put on record, or refused."""
DOSSIER = {"policy": {"drafted"}, "edition": {"drafted"}, "stored_file": {"filed"}}
"""What the desk wrote itself stays in the policy service's own tables, as written."""


async def table_texts(folder: Path, database: str) -> dict[str, str]:
    """Every table of a database as one text; byte columns in hexadecimal."""
    socket = (folder / "postgres/postmaster.pid").read_text().splitlines()[4]
    connection = await asyncpg.connect(user="postgres", database=database, host=socket)
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        texts = {}
        for (name,) in names:
            rows = await connection.fetch(f'SELECT one::text FROM "{name}" AS one')
            texts[name] = "\n".join(row[0] for row in rows)
        return texts
    finally:
        await connection.close()


async def test_f5_no_private_word_is_in_the_logs(embedded: Suite, planted: Secrets) -> None:
    log = embedded.stderr.read_text()
    assert '"event": "request"' in log
    assert planted.found_in(log) == []


async def test_f5_no_private_word_is_in_the_figures(embedded: Suite, planted: Secrets) -> None:
    async with httpx.AsyncClient(base_url=embedded.settings.public_url, trust_env=False) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert "gongkai" in answer.text
    assert planted.found_in(answer.text) == []


async def test_f1_no_private_word_leaves_its_service(embedded: Suite, planted: Secrets) -> None:
    seen: set[str] = set()
    for service in all_services():
        for table, text in (await table_texts(embedded.settings.folder, service.name)).items():
            found = planted.found_in(text)
            seen |= set(found)
            if service.name == "policy":
                found = sorted(set(found) - DOSSIER.get(table, set()))
            if service.name in ("policy", "notify") or any(word in table for word in EVERYWHERE):
                assert found == [], (service.name, table)
    assert seen == set(planted.values()) - SEALED - NEVER_KEPT, (
        "what is kept somewhere must have been found there, else this test sees nothing"
    )


async def test_e5_no_private_word_is_public(embedded: Suite, planted: Secrets) -> None:
    """Neither in what machines read nor on any page that a citizen comes to from the first one."""
    async with visiting(embedded) as (visit, _):
        policy_id = await publish(visit, planted, "沪市监注〔2026〕904号")
    async with httpx.AsyncClient(base_url=embedded.settings.public_url, trust_env=False) as client:
        policies = (await client.get("/api/v1/policies", params={"limit": 100})).json()["items"]
        assert policy_id in [policy["id"] for policy in policies]
        paths = ["/", "/policies", "/inquiries", "/status", "/api/v1/policies"]
        for policy in policies:
            one = f"/api/v1/policies/{policy['id']}"
            paths += [one, f"{one}/editions", f"{one}/editions/1", f"{one}/page-tags", f"{one}/page-tags.html"]
            paths += [f"/policies/{policy['id']}", f"/policies/{policy['id']}/editions/1", f"/boards/{policy['id']}"]
        for path in paths:
            answer = await client.get(path)
            assert answer.status_code == 200 or (answer.status_code == 404 and path == f"/boards/{policy_id}"), path
            public = (
                {"question"} if path.startswith(("/boards/", "/inquiries")) else set()
            )  # somebody may have answered
            assert set(planted.found_in(answer.text)) <= public, path
