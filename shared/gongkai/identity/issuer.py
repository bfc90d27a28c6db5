"""The local issuer: signs sessions and tokens of a suite that has no outside identity system (OIDC)."""

import contextlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from gongkai.actor import Actor
from gongkai.identity.tokens import ACCESS, LONGEST, Tokens
from gongkai.settings import Settings
from gongkai.timepiece import new_id

ALGORITHM: Final = "Ed25519"
LOCAL_ISSUER: Final = "urn:gongkai:local-issuer"
AUDIENCE: Final = "gongkai"


class LocalIssuer:
    """Signs with an Ed25519 key that is made at first start; all processes on one folder share it."""

    def __init__(self, file: Path, wall: Callable[[], datetime]) -> None:
        self._key = _kept_key(file)
        self._wall = wall

    def token(self, actor: Actor, kind: str = ACCESS) -> str:
        """A token that says who this person is, valid as long as its kind may be."""
        issued = int(self._wall().timestamp())
        claims = {
            "iss": LOCAL_ISSUER,
            "aud": AUDIENCE,
            "sub": actor.id,
            "name": actor.name,
            "unit": actor.unit,
            "roles": sorted(actor.roles),
            "iat": issued,
            "exp": issued + int(LONGEST[kind].total_seconds()),
            "jti": new_id().hex,
        }
        header = {"alg": ALGORITHM, "typ": kind, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])

    def jwks(self) -> dict[str, Any]:
        """The public key, as other systems fetch it."""
        return {"keys": [self._key.as_dict(private=False)]}

    def tokens(self) -> Tokens:
        """The verifier that trusts this issuer only."""
        return Tokens(KeySet([self._key]), issuer=LOCAL_ISSUER, audience=AUDIENCE, wall=self._wall)


def local_issuer(settings: Settings, wall: Callable[[], datetime]) -> LocalIssuer:
    """The issuer of this installation; its key file is a setting, or lies with the data."""
    return LocalIssuer(settings.issuer_key or settings.folder / "issuer.json", wall)


def outside_tokens(jwks: Path, issuer: str, wall: Callable[[], datetime]) -> Tokens:
    """The verifier that trusts an outside issuer (OIDC) by the public keys in a file."""
    return Tokens(KeySet.import_key_set(json.loads(jwks.read_text())), issuer=issuer, audience=AUDIENCE, wall=wall)


def _kept_key(file: Path) -> OKPKey:
    """Read the key, or make it: written aside and linked into place, so that of several processes one wins whole."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = OKPKey.generate_key("Ed25519", private=True, auto_kid=True)
        aside = file.with_suffix(f".{new_id().hex}")
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            json.dump(made.as_dict(private=True), out)
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    return OKPKey.import_key(json.loads(file.read_text()))
