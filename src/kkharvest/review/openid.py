"""Signing in through OpenID Connect: the authorisation code flow with PKCE, state and nonce.

What a sign-in under way needs (state, nonce, verifier) is held in memory for ten minutes and bound to the browser that
began it; nothing of it, and no token of the provider, is stored. The identity token is taken only when signed by a key
of the provider with an algorithm of asymmetric keys, for this client, in time, and with the nonce of this sign-in.
"""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings

__all__ = ["ANSWER_PATH", "Identity", "OpenId"]

ANSWER_PATH = "/logga-in/openid/svar"
_ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
_UNDER_WAY_S = 600.0
_MOST_UNDER_WAY = 1_000
_LEEWAY_S = 60
_TIMEOUT_S = 10.0
_FAILED = "Inloggningen gick inte att slutföra. Försök igen."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is: a digest of issuer and subject, a name, and the invitation brought along."""

    subject_hash: str
    name: str
    login: str
    invitation: str
    vidare: str


@dataclass(frozen=True, slots=True)
class _UnderWay:
    began: float
    browser: str
    nonce: str
    verifier: str
    invitation: str
    vidare: str


class OpenId:
    """Sign-ins at one provider; `transport` stands in for the network in tests."""

    def __init__(self, settings: ReviewSettings, transport: httpx.BaseTransport | None = None) -> None:
        if not settings.openid_issuer.startswith("https://") or not settings.openid_address.startswith("http"):
            raise InputError(
                "OpenID Connect kräver openid_issuer (med https://) och openid_address (adressen till granskningen)."
            )
        self._settings = settings
        self._transport = transport
        self._under_way: dict[str, _UnderWay] = {}
        self._lock = threading.Lock()
        self._provider: dict[str, Any] | None = None

    def begin(self, browser: str, *, invitation: str = "", vidare: str = "/") -> str:
        """The provider's address to send a browser to. Raises `InputError` when the provider cannot be reached."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._lock:
            self._forget_old()
            self._under_way[_digest(state)] = _UnderWay(
                time.monotonic(), _digest(browser), nonce, verifier, invitation, vidare
            )
        asked = {
            "response_type": "code",
            "client_id": self._settings.openid_client_id,
            "redirect_uri": self._redirect,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _base64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        where = str(self._known("authorization_endpoint"))
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    def finish(self, browser: str, state: str, code: str) -> Identity:
        """Who has signed in. Raises `InputError` when the answer is not one to this browser's question."""
        with self._lock:
            self._forget_old()
            asked = self._under_way.pop(_digest(state), None)
        if asked is None or not browser or not hmac.compare_digest(asked.browser, _digest(browser)) or not code:
            raise InputError(_FAILED)
        claims = self._claims(self._token(code, asked.verifier), asked.nonce)
        subject = str(claims["sub"])
        name = str(claims.get("name") or claims.get("email") or "Granskare")[:100]
        login = str(claims.get("email") or claims.get("preferred_username") or f"openid-{_digest(subject)[:12]}")[:100]
        issued = _digest(f"{self._settings.openid_issuer}\x1f{subject}")
        return Identity(issued, name, login, asked.invitation, asked.vidare)

    @property
    def _redirect(self) -> str:
        return self._settings.openid_address.rstrip("/") + ANSWER_PATH

    def _forget_old(self) -> None:
        limit = time.monotonic() - _UNDER_WAY_S
        kept = {key: one for key, one in self._under_way.items() if one.began > limit}
        self._under_way = dict(list(kept.items())[-_MOST_UNDER_WAY:])

    def _known(self, name: str) -> Any:
        """A field of the provider's own description, which must name the issuer that is set here."""
        if self._provider is None:
            where = self._settings.openid_issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = self._asked("GET", where)
            if found.get("issuer") != self._settings.openid_issuer:
                raise InputError("Inloggningstjänsten uppger en annan utfärdare än den som är inställd.")
            for field in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not str(found.get(field, "")).startswith("https://"):
                    raise InputError(f"Inloggningstjänsten saknar {field} över https.")
            self._provider = found
        return self._provider[name]

    def _token(self, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "client_id": self._settings.openid_client_id,
            "code_verifier": verifier,
        }
        secret = self._settings.openid_secret.get_secret_value()
        answer = self._asked(
            "POST", str(self._known("token_endpoint")), form | ({"client_secret": secret} if secret else {})
        )
        return str(answer.get("id_token", ""))

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self._settings.openid_issuer},
            aud={"essential": True, "value": self._settings.openid_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            keys = KeySet.import_key_set(self._asked("GET", str(self._known("jwks_uri"))))  # type: ignore[arg-type]
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise InputError(_FAILED) from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self._settings.openid_client_id:
            raise InputError(_FAILED)
        return dict(claims)

    def _asked(self, method: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            with httpx.Client(transport=self._transport, timeout=_TIMEOUT_S, follow_redirects=False) as client:
                answer = client.request(method, url, data=form, headers={"accept": "application/json"})
                answer.raise_for_status()
                found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise InputError("Inloggningstjänsten svarar inte som den ska. Försök igen om en stund.") from error
        if not isinstance(found, dict):
            raise InputError(_FAILED)
        return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
