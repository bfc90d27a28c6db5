"""C1: signed webhooks, with the reference implementation of Standard Webhooks as oracle."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from gongkai.timepiece import Timepiece
from gongkai.webhooks.signature_check import diagnose
from gongkai.webhooks.signatures import SignatureInvalid, Signatures
from tests.hostile import WEBHOOK_HEADERS

OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()
NEW = "whsec_" + base64.b64encode(b"n" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"x" * 32).decode()
NOW = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
BODY = b'{"type": "transfer.created", "order": {"order_no": "SH20240930001"}}'
IDS = st.text("abcXYZ019_-", min_size=1, max_size=100)


@given(IDS, st.binary(max_size=200), st.sampled_from([("v1",), ("sm3",), ("v1", "sm3")]))
def test_c1_what_we_sign_we_accept(message_id: str, body: bytes, schemes: tuple[str, ...]) -> None:
    signatures = Signatures([NEW])
    assert signatures.verify(signatures.sign(message_id, NOW, body, schemes), body, NOW) == message_id


@given(IDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_c1_what_the_reference_signs_we_accept_and_the_reverse(message_id: str, text: str) -> None:
    now = Timepiece().wall()
    body = text.encode()
    headers = Signatures([NEW]).sign(message_id, now, body)
    assert headers["webhook-signature"] == Webhook(NEW).sign(message_id, now, text)
    try:
        Webhook(NEW).verify(text, headers)
    except WebhookVerificationError:  # pragma: no cover
        pytest.fail("the reference refuses our signature")
    except ValueError:
        pass  # it was accepted, and then was not JSON
    assert Signatures([NEW]).verify(headers, body, now) == message_id


def test_c1_several_secrets_live_at_once() -> None:
    partner = Signatures([NEW, OLD])
    for secret in (NEW, OLD):
        assert partner.verify(Signatures([secret]).sign("m1", NOW, BODY), BODY, NOW) == "m1"
    with pytest.raises(SignatureInvalid):
        partner.verify(Signatures([OTHER]).sign("m1", NOW, BODY), BODY, NOW)


def test_c1_one_good_signature_among_others_is_enough() -> None:
    headers = Signatures([NEW]).sign("m1", NOW, BODY)
    headers["webhook-signature"] = f"v1a,abc v1,AAAA {headers['webhook-signature']}"
    assert Signatures([NEW]).verify(headers, BODY, NOW) == "m1"


@pytest.mark.parametrize(("seconds", "accepted"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_c1_a_message_may_be_five_minutes_old_or_young(seconds: int, accepted: bool) -> None:
    headers = Signatures([NEW]).sign("m1", NOW, BODY)
    if accepted:
        assert Signatures([NEW]).verify(headers, BODY, NOW + timedelta(seconds=seconds))
        return
    with pytest.raises(SignatureInvalid):
        Signatures([NEW]).verify(headers, BODY, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(("name", "spoil"), WEBHOOK_HEADERS, ids=[name for name, _ in WEBHOOK_HEADERS])
def test_c1_whatever_is_wrong_looks_the_same(name: str, spoil: object) -> None:
    headers = Signatures([NEW]).sign("m1", NOW, BODY)
    with pytest.raises(SignatureInvalid) as refused:
        Signatures([NEW]).verify(spoil(headers), BODY, NOW)  # type: ignore[operator]
    assert (refused.value.detail, refused.value.points) == ("签名无效。", ())


@pytest.mark.parametrize("body", [b"", BODY + b"\n", BODY.replace(b"created", b"cancelled")])
def test_c1_another_body_is_refused(body: bytes) -> None:
    headers = Signatures([NEW]).sign("m1", NOW, BODY)
    with pytest.raises(SignatureInvalid):
        Signatures([NEW]).verify(headers, body, NOW)


@pytest.mark.parametrize(
    "secret", ["", "secret", "whsec_", "whsec_!!!", "whsec_" + base64.b64encode(b"short").decode()]
)
def test_c1_a_weak_or_broken_secret_is_no_secret(secret: str) -> None:
    with pytest.raises(ValueError, match=r"webhook secret|padding|base64|Base64"):
        Signatures([secret])


def test_c10_the_debugger_says_what_is_wrong_and_never_the_secret() -> None:
    good = Signatures([NEW]).sign("m1", NOW, BODY)
    assert [step.ok for step in diagnose(NEW, good, BODY, NOW)] == [True] * 5
    cases = {
        "secret": diagnose("nonsense", good, BODY, NOW),
        "size": diagnose(NEW, good, b"a" * 2_000_000, NOW),
        "format": diagnose(NEW, {**good, "webhook-signature": "v9,abc"}, BODY, NOW),
        "timestamp": diagnose(NEW, good, BODY, NOW + timedelta(hours=8)),
        "signature": diagnose(OTHER, good, BODY, NOW),
    }
    for name, steps in cases.items():
        assert (steps[-1].name, steps[-1].ok) == (name, False)
        assert NEW.removeprefix("whsec_") not in str(steps)
        assert good["webhook-signature"] not in str(steps)


def test_c10_the_debugger_knows_the_usual_mistakes() -> None:
    undecoded = "whsec_" + base64.b64encode(NEW.encode()).decode()
    steps = diagnose(NEW, Signatures([undecoded]).sign("m1", NOW, BODY), BODY, NOW)
    assert "Base64 解码" in steps[-1].words
    minified = BODY.replace(b": ", b":").replace(b", ", b",")
    assert "重新排版" in diagnose(NEW, Signatures([NEW]).sign("m1", NOW, minified), BODY, NOW)[-1].words
    assert "换行" in diagnose(NEW, Signatures([NEW]).sign("m1", NOW, BODY), BODY + b"\n", NOW)[-1].words
    in_milliseconds = Signatures([NEW]).sign("m1", NOW, BODY) | {"webhook-timestamp": f"{NOW.timestamp() * 1000:.0f}"}
    assert "毫秒" in diagnose(NEW, in_milliseconds, BODY, NOW)[-1].words
