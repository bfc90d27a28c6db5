"""What the placeholders of the closing report's form stand for, with the words of a case that never happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ticket_service.closing_report.domain.report_template import REQUIRED


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: its name, what it stands for, and what stands there in the invented case."""

    name: str
    meaning: str
    example: str

    @property
    def required(self) -> bool:
        """Whether every form has to have it."""
        return self.name in REQUIRED


HANDLED: Final = "2024年10月9日，两名执法人员到现场检查，货架上有3盒酸奶超过保质期。当场责令下架，并立案调查。"
TOLD: Final = "浦东新区市场监管局于2024年10月9日电话答复：过期酸奶已下架，商家已立案，退款已办妥。"

PLACEHOLDERS_IN_WORDS: Final = (
    Placeholder("工单号", "热线的工单编号", "SH20240930-000123"),
    Placeholder("办件编号", "本局的办件编号", "GD-240930-7K3M-9"),
    Placeholder("来源", "市民从哪里提出：中国政府网、市民来电等", "中国政府网"),
    Placeholder("工单类型", "转送单、督办单等", "转送单"),
    Placeholder("承办单位", "办理并签发的单位", "浦东新区市场监管局"),
    Placeholder("诉求标题", "工单标题", "超市出售过期酸奶"),
    Placeholder("诉求内容", "市民的原话；报送热线的文本中个人信息已遮盖", "在超市买到过期三天的酸奶，要求查处并答复。"),
    Placeholder("市民姓名", "报送热线的文本中只留姓", "甄*"),
    Placeholder("市民电话", "报送热线的文本中遮盖中间几位", "100****5678"),
    Placeholder("派件时间", "热线派件的时间", "2024-09-30 10:00"),
    Placeholder("收到时间", "本局收到的时间", "2024-09-30 10:01"),
    Placeholder("先行联系时间", "第一次联系上市民的时间", "2024-09-30 14:20"),
    Placeholder("联系情况", "每次联系一行：时间、方式、结果、联系人", "2024-09-30 14:20　电话　已联　江东来"),
    Placeholder("办理情况", "报告的第一部分", HANDLED),
    Placeholder("答复要点", "报告的第二部分", TOLD),
    Placeholder("事实认定", "事实是否属实，及说明", "属实"),
    Placeholder("诉求认定", "诉求是否合理", "合理"),
    Placeholder("现场查看", "是否到现场，及时间", "已到现场（2024-10-09 09:30）"),
    Placeholder("处理结果", "实际解决、解释说明、未解决等", "实际解决"),
    Placeholder("答复方式", "用什么方式答复市民", "电话"),
    Placeholder("市民满意度", "单位自评，及不满意的原因", "满意"),
    Placeholder("市民反馈", "市民听到答复后怎么说", "表示认可。"),
    Placeholder("落款单位", "报告落款的单位", "浦东新区市场监管局"),
    Placeholder("起草人", "写报告的人", "江东来"),
    Placeholder("起草时间", "写好的时间", "2024-10-09 15:00"),
    Placeholder("签发人", "签发报告的负责人；预览时空着", "海知潮"),
    Placeholder("签发时间", "签发的时间；预览时空着", "2024-10-09 16:30"),
    Placeholder("核对码", "所签内容的校验值（SHA-256），两份文本相同", "9f86d081884c7d659a2feaa0c55ad015"),
    Placeholder("文本", "这份文件给谁：报送热线，或本单位存档", "预览：虚构案例，不得使用"),
)


def invented_case() -> Mapping[str, str]:
    """A whole report of nobody."""
    return {one.name: one.example for one in PLACEHOLDERS_IN_WORDS}
