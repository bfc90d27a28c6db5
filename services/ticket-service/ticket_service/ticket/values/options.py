"""The hotline's lists of options about a citizen and about how an order is handed over (docs/facts.md §3.2).

An order keeps what was said; these lists give it its Chinese words.
"""

from ticket_service.ticket.values.order import WordEnum


class Sex(WordEnum):
    """性别."""

    female = "female", "女"
    male = "male", "男"
    other = "other", "其他"


class IdKind(WordEnum):
    """证件类型."""

    resident = "resident", "居民身份证", "身份证"
    passport = "passport", "护照"
    hk_macao = "hk_macao", "港澳居民来往内地通行证"
    taiwan = "taiwan", "台湾居民来往大陆通行证"
    foreigner = "foreigner", "外国人永久居留身份证"
    other = "other", "其他"


class Confidentiality(WordEnum):
    """公开 or 保密: whether the citizen wants to stay unknown even to most of those who handle his matter."""

    open = "open", "公开"
    confidential = "confidential", "保密"
    other = "other", "其他"


class HandlingRole(WordEnum):
    """主办 or 协办."""

    lead = "lead", "主办"
    co = "co", "协办"
    other = "other", "其他"


class Way(WordEnum):
    """自办 or 转办."""

    own = "own", "自办"
    forwarded = "forwarded", "转办"
    other = "other", "其他"


class Customer(WordEnum):
    """客户类型."""

    person = "person", "个人"
    company = "company", "企业"
    other = "other", "其他"


class ServiceKind(WordEnum):
    """服务类型."""

    general = "general", "综合服务"
    one_stop = "one_stop", "一网通办"
    other = "other", "其他"
