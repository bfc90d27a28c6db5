"""`gongkai hotline-sandbox verify`: says which part of a refused message differs from what was signed.

Printed are the steps in words (`gongkai.webhooks.signature_check` tells why those are safe): no secret, no signature,
no byte of the body. The secret is read from a file or the environment, never from an argument, which others could
see in the list of processes and in the shell's history.
"""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from gongkai.cli.environment import settings_of_command
from gongkai.timepiece import Timepiece
from gongkai.webhooks.signature_check import CheckStep, SignedPart, diagnose
from ticket_service.settings import TicketSettings

STDIN: Final = "-"
EXIT_CODES: Final[Mapping[SignedPart, int]] = {
    SignedPart.nothing: 0,
    SignedPart.secret: 10,
    SignedPart.size: 11,
    SignedPart.headers: 12,
    SignedPart.clock: 13,
    SignedPart.id: 14,
    SignedPart.timestamp: 15,
    SignedPart.body: 16,
    SignedPart.key: 17,
    SignedPart.algorithm: 18,
    SignedPart.encoding: 19,
    SignedPart.arrangement: 20,
    SignedPart.unknown: 30,
}
"""For scripts; 2 is a wrong use of the command itself."""

Headers = Annotated[str, typer.Option(help="File with the headers: `name: value` lines or a JSON object.")]
BodyFile = Annotated[str, typer.Option("--body", help="File with the body exactly as it was sent; - is stdin.")]
Message = Annotated[str, typer.Option(help="Instead of both: headers, an empty line, the body; - is stdin.")]
SecretFile = Annotated[
    Path | None, typer.Option(help="File with the secret `whsec_…`; default: GONGKAI_HOTLINE_SECRETS.")
]
At = Annotated[str, typer.Option(help="When it was received (ISO 8601 or seconds); default: now.")]
Signed = Annotated[str, typer.Option(help="File with the bytes that the sender fed to the HMAC, if they were kept.")]


def verify(
    headers: Headers = "",
    body: BodyFile = "",
    message: Message = "",
    secret_file: SecretFile = None,
    at: At = "",
    signed: Signed = "",
) -> None:
    """Say which part of a signed message is wrong. Exit code 0: nothing; each part has a code of its own."""
    if bool(message) == bool(headers and body):
        raise typer.BadParameter("Give --headers and --body, or --message.")
    fields, content = split(read(message)) if message else (headers_in(read(headers)), read(body))
    found = [
        diagnose(secret, fields, content, moment(at), read(signed) if signed else None)
        for secret in secrets_from(secret_file)
    ]
    best = max(found, key=lambda steps: (steps[-1].ok, len(steps), steps[-1].part is not SignedPart.unknown))
    for step in best:
        typer.echo(f"{'✓' if step.ok else '✗'} {step.name}: {step.words}")
    raise typer.Exit(EXIT_CODES[_part(best[-1])])


def _part(last: CheckStep) -> SignedPart:
    return SignedPart.nothing if last.ok else last.part


def secrets_from(file: Path | None) -> list[str]:
    """The secrets to try, newest first. The line end that an editor leaves in a file does not belong to one."""
    if file:
        return [file.read_text().strip()]
    found = [secret.get_secret_value() for secret in settings_of_command(TicketSettings).hotline_secrets]
    if not found:
        raise typer.BadParameter("Give --secret-file, or set GONGKAI_HOTLINE_SECRETS.")
    return found


def read(file: str) -> bytes:
    """The bytes of a file or of stdin, as they are."""
    return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()


def split(message: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and body of a message as it went over the line, whichever line ends it has."""
    crlf, lf = message.find(b"\r\n\r\n"), message.find(b"\n\n")
    end, gap = (crlf, 4) if crlf >= 0 and (lf < 0 or crlf < lf) else (lf, 2)
    if end < 0:
        raise typer.BadParameter("There is no empty line between headers and body.")
    return headers_in(message[:end]), message[end + gap :]


def headers_in(text: bytes) -> dict[str, str]:
    """Headers by name; a line without a colon, such as the request line, is passed over."""
    words = text.decode("utf-8-sig", "replace").strip()
    if words.startswith("{"):
        return {str(name): str(value) for name, value in json.loads(words).items()}
    pairs = (line.lstrip("<> ").partition(":") for line in words.splitlines())
    return {name.strip(): value.strip() for name, colon, value in pairs if colon and " " not in name.strip()}


def moment(at: str) -> datetime:
    """When the message was received."""
    if not at:
        return Timepiece().wall()
    try:
        found = datetime.fromtimestamp(float(at), UTC) if at.replace(".", "").isdigit() else datetime.fromisoformat(at)
    except ValueError:
        raise typer.BadParameter("--at is neither ISO 8601 nor seconds.") from None
    return found.astimezone(UTC)
