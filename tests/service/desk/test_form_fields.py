"""Fields of forms as a body says them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from gongkai.desk.form_fields import FieldNames, FormFields, choices
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.moments import Moment
from gongkai.fields.text import Line, Prose


class Answer(StrEnum):
    """Options with Chinese words."""

    words: str

    yes = "yes", "同意"
    no = "no", "不同意"

    def __new__(cls, code: str, words: str) -> Self:
        member = str.__new__(cls, code)
        member._value_, member.words = code, words
        return member


class Request(Body):
    """One field of each kind."""

    id: int = 0
    answer: Annotated[Answer, Input("答复")]
    title: Annotated[str, Line(300), Input("标题")]
    reason: Annotated[str, Prose(500, least=0), Input("理由", rows=2)] = ""
    unit: Annotated[Annotated[str, Line(40)] | None, Input("单位", widget=Widget.select, blank="不清楚")] = None
    days: Annotated[int, Field(ge=0, le=366), Input("几个工作日", "不填即按申请的天数")] = 0
    at: Annotated[Moment | None, Input("时间")] = None
    on: Annotated[date | None, Input("哪天")] = None
    urgent: Annotated[bool, Input("紧急")] = False
    digests: Annotated[tuple[Annotated[str, Line(4)], ...], Input("内容", widget=Widget.hidden)] = ()
    units: Annotated[tuple[str, ...], Input("协办单位")] = ()
    text: Annotated[str, Prose(20), Input("正文", required=None, capped=False)] = ""


FIELDS = FormFields.of(Request).fields


def test_the_type_of_a_field_says_how_it_is_asked_for() -> None:
    assert {name: field.widget for name, field in FIELDS.items()} == {
        "answer": Widget.select,
        "title": Widget.text,
        "reason": Widget.textarea,
        "unit": Widget.select,
        "days": Widget.number,
        "at": Widget.datetime,
        "on": Widget.date,
        "urgent": Widget.checkbox,
        "digests": Widget.hidden,
        "units": Widget.boxes,
        "text": Widget.textarea,
    }


def test_the_bound_of_a_field_is_the_longest_that_can_be_typed() -> None:
    lengths = {name: field.maxlength for name, field in FIELDS.items() if field.maxlength}
    assert lengths == {"title": 300, "reason": 500, "unit": 40, "days": 3}


def test_a_field_with_a_default_is_optional_unless_its_input_says_otherwise() -> None:
    required = {name: field.required for name, field in FIELDS.items()}
    assert (required["title"], required["reason"], required["text"]) == (True, False, None)


def test_options_are_the_words_of_the_enumeration() -> None:
    assert FIELDS["answer"].options == choices(Answer) == [("yes", "同意"), ("no", "不同意")]


def test_labels_stand_beside_the_names_on_the_page() -> None:
    fields = FormFields.of(Request, names=FieldNames(prefix="ask-", renamed={"reason": "why"}))
    assert (fields.labels["ask-title"], fields.labels["ask-why"]) == ("标题", "理由")


def test_a_form_may_ask_in_its_own_words() -> None:
    fields = FormFields.of(Request, inputs={"reason": Input("改派理由")})
    assert (fields.fields["reason"].label, fields.fields["reason"].maxlength) == ("改派理由", 500)


def test_options_and_words_of_now_take_the_place_of_the_fields_own() -> None:
    fields = FormFields.of(Request).with_state({"answer": [("no", "不同意")]}, {"title": "题目"}, {"days": "1至5个"})
    assert (fields["answer"].options, fields["title"].label, fields["days"].hint) == (
        [("no", "不同意")],
        "题目",
        "1至5个",
    )


def test_names_on_the_page_lead_back_to_the_body() -> None:
    names = FieldNames(prefix="ask-", renamed={"reason": "why"})
    assert names.values_on_page({"reason": "因为"}) == {"ask-why": "因为"}
    assert names.values_of_body({"ask-why": "因为", "ask-title": "标题"}) == {"reason": "因为", "title": "标题"}


def test_inputs_leave_the_schema_of_the_body_as_it_is() -> None:
    class Plain(Body):
        """The same without a form."""

        title: Annotated[str, Line(300)]
        days: Annotated[int, Field(ge=0, le=366)] = 0

    class Asked(Body):
        """The same with a form."""

        title: Annotated[str, Line(300), Input("标题")]
        days: Annotated[int, Field(ge=0, le=366), Input("几个工作日")] = 0

    def schema(body: type[Body]) -> dict[str, object]:
        return {name: part for name, part in body.model_json_schema().items() if name not in ("title", "description")}

    assert schema(Plain) == schema(Asked)
