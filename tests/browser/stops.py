"""Every page of the suite and how one gets there: as whom, at which address, and what is filled in on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.browser.reader import Reader
from tests.browser.scene import Scene


@dataclass(frozen=True, kw_only=True, eq=False)
class Stop:
    """One page in one state. `press` is the button that sends the form after `fill`; `unfold` is opened before."""

    at: str
    person: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    press: str = ""
    unfold: str = ""
    status: int = 200
    ends_at: str = ""

    @property
    def name(self) -> str:
        """For the test report."""
        return " ".join(word for word in (self.at, self.person, self.press) if word)

    async def reach(self, reader: Reader, scene: Scene) -> int:
        """Go there, as somebody who is signed in already; the status of the page one ends on."""
        answer = await reader.go(scene.at(self.at))
        if self.unfold:
            await reader.page.locator("summary").filter(has_text=self.unfold).click()
        if self.press:
            form = reader.page.locator("main form").filter(has=reader.button(self.press))
            for name, value in self.fill.items():
                await form.locator(f"[name={name}]").fill(scene.at(value))
            async with reader.page.expect_navigation() as sent:
                await form.get_by_role("button", name=self.press, exact=True).click()
            answer = await sent.value
        return answer.status


CLERK: Final = "pudong.clerk"
HEAD: Final = "pudong.head"
OFFICE: Final = "office.supervisor"
DRAFTER: Final = "registration.clerk"
SHEET: Final = {
    "title": "关于试行网上延续的通知",
    "document_no": "沪市监注〔2024〕99号",
    "formed_on": "2024-09-30",
    "body": "一、范围\n全市。",
}
WORDS: Final = {"text": "文件里的“主动公开”指什么？"}
MASKED: Final = "查看遮盖前的市民信息"
PURPOSE: Final = {"unmasking-purpose": "联系市民核实"}
RECEIPT: Final = {"receipt_no": "{answered_no}", "query_code": "{answered_code}"}

STOPS: Final[Mapping[str, tuple[Stop, ...]]] = {
    "/": (Stop(at="/"),),
    "/policies": (Stop(at="/policies"),),
    "/policies/{policy_id}": (Stop(at="/policies/{policy}"),),
    "/policies/{policy_id}/editions/{number}": (Stop(at="/policies/{policy}/editions/1"),),
    "/boards/{policy_id}": (
        Stop(at="/boards/{policy}"),
        Stop(at="/boards/{policy}", press="提交", status=422),
        Stop(at="/boards/{policy}", fill=WORDS, press="提交"),
    ),
    "/status": (
        Stop(at="/status"),
        Stop(at="/status", press="查询", status=422),
        Stop(at="/status", fill=RECEIPT, press="查询"),
    ),
    "/calendar": (
        Stop(at="/calendar"),
        Stop(at="/calendar?received=2024-09-30&working_days=15"),
        Stop(at="/calendar?received=x&working_days=y", status=422),
    ),
    "/keyboard": (Stop(at="/keyboard"),),
    "/desk": (Stop(at="/desk", person=CLERK, ends_at="/desk/queue"),),
    "/desk/login": (Stop(at="/desk/login"),),
    "/desk/queue": (Stop(at="/desk/queue", person=CLERK), Stop(at="/desk/queue", person="food_production.head")),
    "/desk/board": (Stop(at="/desk/board", person=OFFICE), Stop(at="/desk/board?colour=overdue", person=OFFICE)),
    "/desk/warnings": (Stop(at="/desk/warnings", person=CLERK), Stop(at="/desk/warnings?all=yes", person=OFFICE)),
    "/desk/inbox": (Stop(at="/desk/inbox", person=CLERK, ends_at="/desk/warnings"),),
    "/ops": (Stop(at="/ops", person=OFFICE),),
    "/inquiries": (Stop(at="/inquiries"),),
    "/inquiries/new": (
        Stop(at="/inquiries/new"),
        Stop(at="/inquiries/new", press="提交", status=422),
        Stop(at="/inquiries/new", fill={"text": "企业登记需要几天？"}, press="提交"),
    ),
    "/inquiries/{question_id}": (Stop(at="/inquiries/{answered}"),),
    "/desk/inquiries": (
        Stop(at="/desk/inquiries", person="office.clerk"),
        Stop(at="/desk/inquiries?state=answered", person=OFFICE),
    ),
    "/desk/inquiries/on-the-spot": (
        Stop(at="/desk/inquiries/on-the-spot", person="office.clerk"),
        Stop(at="/desk/inquiries/on-the-spot", person="office.clerk", press="登记", status=422),
    ),
    "/desk/inquiries/{question_id}": (
        Stop(at="/desk/inquiries/{asked}", person="office.clerk"),
        Stop(at="/desk/inquiries/{drafted}", person="office.head"),
        Stop(at="/desk/inquiries/{answered}", person="office.clerk"),
    ),
    "/desk/inquiries/{subject_id}/clocks/{code}": (
        Stop(at="/desk/inquiries/{asked}/clocks/reply", person="office.clerk"),
    ),
    "/desk/policies": (
        Stop(at="/desk/policies", person=DRAFTER),
        Stop(at="/desk/policies?state=reviewed", person=OFFICE),
    ),
    "/desk/policies/new": (
        Stop(at="/desk/policies/new", person=DRAFTER),
        Stop(at="/desk/policies/new", person=DRAFTER, press="保存草稿", status=422),
        Stop(at="/desk/policies/new", person=DRAFTER, fill=SHEET, press="预览"),
    ),
    "/desk/policies/{policy_id}": (
        Stop(at="/desk/policies/{policy}", person=OFFICE),
        Stop(at="/desk/policies/{faulty_policy}", person=DRAFTER),
        Stop(at="/desk/policies/{held_policy}", person="office.secrecy"),
        Stop(at="/desk/policies/{reviewed_policy}", person=OFFICE),
    ),
    "/desk/policies/{policy_id}/words": (
        Stop(at="/desk/policies/{faulty_policy}/words", person=DRAFTER),
        Stop(at="/desk/policies/{faulty_policy}/words", person=DRAFTER, press="预览"),
    ),
    "/desk/policies/{policy_id}/attachments": (
        Stop(at="/desk/policies/{faulty_policy}/attachments", person=DRAFTER),
        Stop(at="/desk/policies/{faulty_policy}/attachments", person=DRAFTER, press="上传", status=422),
    ),
    "/desk/policies/{policy_id}/files/{file_id}/removal": (
        Stop(at="/desk/policies/{faulty_policy}/files/{faulty_file}/removal", person=DRAFTER),
    ),
    "/desk/policies/{policy_id}/interpretations/new": (
        Stop(at="/desk/policies/{faulty_policy}/interpretations/new", person=DRAFTER),
        Stop(at="/desk/policies/{faulty_policy}/interpretations/new?form=text", person=DRAFTER),
        Stop(at="/desk/policies/{faulty_policy}/interpretations/new?form=video", person=DRAFTER),
    ),
    "/desk/policies/{policy_id}/interpretations/{interpretation_id}": (
        Stop(at="/desk/policies/{faulty_policy}/interpretations/{faulty_text}", person=DRAFTER),
        Stop(at="/desk/policies/{faulty_policy}/interpretations/{faulty_text}", person=DRAFTER, press="预览"),
    ),
    "/desk/policies/{policy_id}/interpretations/{interpretation_id}/removal": (
        Stop(at="/desk/policies/{faulty_policy}/interpretations/{faulty_text}/removal", person=DRAFTER),
    ),
    "/desk/review-rules": (Stop(at="/desk/review-rules", person="office.secrecy"),),
    "/desk/review-rules/{kind}": (
        Stop(at="/desk/review-rules/words", person="office.secrecy"),
        Stop(at="/desk/review-rules/words", person=CLERK),
    ),
    "/desk/review-rules/{kind}/editions/{edition}": (
        Stop(at="/desk/review-rules/words/editions/0", person="office.secrecy"),
    ),
    "/desk/dispatch": (
        Stop(at="/desk/dispatch", person=OFFICE),
        Stop(at="/desk/dispatch?category=机场&district=浦东新区", person=CLERK),
        Stop(at="/desk/dispatch", person=OFFICE, press="检查，不保存"),
        Stop(at="/desk/dispatch", person=OFFICE, press="保存为新版", status=422),
    ),
    "/desk/dispatch/editions/{edition}": (Stop(at="/desk/dispatch/editions/0", person=CLERK),),
    "/desk/report-template": (
        Stop(at="/desk/report-template", person=OFFICE),
        Stop(at="/desk/report-template", person=CLERK),
        Stop(at="/desk/report-template", person=OFFICE, press="保存为新的一版", status=422),
    ),
    "/desk/tickets/{ticket_id}/files": (
        Stop(at="/desk/tickets/{contacted_ticket}/files", person=CLERK),
        Stop(at="/desk/tickets/{contacted_ticket}/files", person=CLERK, press="上传", status=422),
        Stop(at="/desk/tickets/{contacted_ticket}/files", person=OFFICE),
    ),
    "/desk/tickets/{ticket_id}/files/{file_id}/removal": (
        Stop(at="/desk/tickets/{contacted_ticket}/files/{case_file}/removal", person=CLERK),
    ),
    "/desk/tickets": (
        Stop(at="/desk/tickets", person=CLERK),
        Stop(at="/desk/tickets", person=CLERK, press="签收勾选的办件", status=422),
        Stop(at="/desk/tickets?mark=objection&colour=paused", person=CLERK),
        Stop(at="/desk/tickets", person=OFFICE),
        Stop(at="/desk/tickets?group=done", person="office.secrecy"),
    ),
    "/desk/tickets/bulk": (Stop(at="/desk/tickets/bulk?colour=red", person=CLERK, ends_at="/desk/tickets?colour=red"),),
    "/desk/reply-templates": (
        Stop(at="/desk/reply-templates", person=CLERK),
        Stop(at="/desk/reply-templates", person=OFFICE),
        Stop(at="/desk/reply-templates", person=HEAD, press="保存模板", status=422),
    ),
    "/desk/reply-templates/{template_id}": (
        Stop(at="/desk/reply-templates/{reply_template}", person=HEAD),
        Stop(at="/desk/reply-templates/{reply_template}", person=CLERK),
        Stop(
            at="/desk/reply-templates/{reply_template}", person=HEAD, fill={"title": ""}, press="保存修改", status=422
        ),
    ),
    "/desk/tickets/{ticket_id}": (
        Stop(at="/desk/tickets/{open_ticket}", person=CLERK),
        Stop(at="/desk/tickets/{open_ticket}", person=CLERK, press="登记", status=422),
        Stop(at="/desk/tickets/{contacted_ticket}", person=CLERK),
        Stop(at="/desk/tickets/{reported_ticket}", person=HEAD),
        Stop(at="/desk/tickets/{finished_ticket}", person=OFFICE),
        Stop(at="/desk/tickets/{finished_ticket}", person=CLERK),
        Stop(at="/desk/tickets/{full_ticket}", person=CLERK),
        Stop(at="/desk/tickets/{full_ticket}", person=CLERK, unfold=MASKED, fill=PURPOSE, press="查看一次"),
        Stop(at="/desk/tickets/{full_ticket}", person=OFFICE),
        Stop(at="/desk/tickets/{full_ticket}", person="huangpu.clerk"),
        Stop(at="/desk/tickets/{contacted_ticket}", person=CLERK, press="提交签发", status=422),
    ),
    "/desk/rates": (
        Stop(at="/desk/rates?from=2023-01-01&to=2024-12-31", person=OFFICE),
        Stop(at="/desk/rates", person=HEAD),
        Stop(at="/desk/rates?from=2024-10-02&to=2024-10-01", person=CLERK, status=422),
    ),
    "/desk/rates/tickets": (Stop(at="/desk/rates/tickets?rate=finished&part=denominator", person=OFFICE),),
    "/desk/hotline/deliveries": (
        Stop(at="/desk/hotline/deliveries", person=OFFICE),
        Stop(at="/desk/hotline/deliveries", person=OFFICE, press="暂停报送", status=422),
        Stop(at="/desk/hotline/deliveries?order_no=none", person=OFFICE),
    ),
    "/desk/hotline/deliveries/replay": (Stop(at="/desk/hotline/deliveries/replay", person=OFFICE),),
    "/desk/hotline/deliveries/{delivery_id}": (Stop(at="/desk/hotline/deliveries/{delivery}", person=OFFICE),),
    "/desk/hotline/reconciliation": (
        Stop(at="/desk/hotline/reconciliation", person=OFFICE),
        Stop(at="/desk/hotline/reconciliation?noted=yes", person="office.ops"),
    ),
    "/desk/hotline/reconciliation/{difference_id}": (
        Stop(at="/desk/hotline/reconciliation/{difference}", person=OFFICE),
        Stop(at="/desk/hotline/reconciliation/{difference}", person=OFFICE, press="保存说明", status=422),
    ),
    "/desk/tickets/{subject_id}/clocks/{code}": (Stop(at="/desk/tickets/{open_ticket}/clocks/finish", person=CLERK),),
}
"""By the route as its service declares it."""

FILES: Final = {
    "/desk/rates/table.csv",
    "/desk/dispatch/editions/{edition}/toml",
    "/desk/tickets/{ticket_id}/report/files/{file_id}",
    "/desk/tickets/{ticket_id}/report/preview.docx",
    "/desk/tickets/{ticket_id}/files/{file_id}",
    "/desk/report-template/bundled.docx",
    "/desk/report-template/editions/{edition}/form.docx",
    "/desk/report-template/editions/{edition}/preview.docx",
}
"""Doors of the same kind behind which there is a file, not a page."""

PROBLEMS: Final = (
    Stop(at="/nowhere", status=404),
    Stop(at="/desk/nowhere", person=CLERK, status=404),
    Stop(at="/ops", person=CLERK, status=403),
)
"""Pages that say what went wrong."""

ALL: Final = (*(stop for stops in STOPS.values() for stop in stops), *PROBLEMS)
