"""What reading and publishing cost: as many statements for many policies, files and interpretations as for one."""

from tests.service.policy.conftest import PolicyDoors
from tests.statements import counted


async def cost_of(doors: PolicyDoors, path: str) -> list[str]:
    with counted(doors.running) as seen:
        assert (await doors.citizen.get(path)).status_code == 200
    return seen


async def test_e1_reading_a_policy_is_one_look_into_the_editions(doors: PolicyDoors) -> None:
    """The page also lists the earlier editions. The current one's own door asks on a plain connection: `test_ready`."""
    policy = await doors.published()
    for path, looks in ((f"/api/v1/policies/{policy['id']}/editions/1", 1), (f"/policies/{policy['id']}", 2)):
        asked = await cost_of(doors, path)
        assert len(asked) == looks
        assert all("FROM edition" in statement for statement in asked)


async def test_e1_lists_cost_one_statement_however_long(doors: PolicyDoors) -> None:
    for number in range(1, 13):
        await doors.published(document_no=f"沪市监食经〔2024〕{number}号")
    for path in ("/api/v1/policies?limit=10", "/policies", "/"):
        assert len(await cost_of(doors, path)) == 1, path


async def test_e1_publishing_costs_the_same_with_many_files_as_with_one(doors: PolicyDoors) -> None:
    costs = []
    for number, files in ((1, 1), (2, 8)):
        policy = await doors.drafted(document_no=f"沪市监食经〔2024〕{number}号")
        for one in range(files):
            policy = await doors.attached(policy, f"{one}.txt", f"附件{one}".encode())
            policy = await doors.interpreted(policy, form="questions", body="问与答。")
        await doors.head.post(f"/api/v1/policies/{policy['id']}/review")
        with counted(doors.running) as seen:
            answer = await doors.office.post(f"/api/v1/policies/{policy['id']}/publication")
        assert answer.status_code == 200, answer.text
        costs.append(len(seen))
    assert costs[0] == costs[1]
