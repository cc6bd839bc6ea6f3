"""Headers on every answer, and the token that tells our own forms from others'.

Harvested text is hostile. Templates escape it; should one ever not, the policy below lets no script, style, frame or
form of its own run or leave.
"""

import hashlib
import hmac

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["POLICY", "SecurityHeaders", "csrf_token", "is_csrf_token"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers, and keeps pages out of shared caches."""

    def __init__(self, app: ASGIApp, *, is_https: bool = False) -> None:
        self._app = app
        self._headers = {**_HEADERS, **({"strict-transport-security": "max-age=31536000"} if is_https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and adds headers to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name for name, _ in headers}
                headers += [
                    (name.encode(), value.encode())
                    for name, value in self._headers.items()
                    if name.encode() not in names
                ]
                if b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def csrf_token(secret: str) -> str:
    """The token for forms of whoever holds the cookie `secret`."""
    return hmac.new(secret.encode("utf-8", "replace"), b"kkharvest form", hashlib.sha256).hexdigest()


def is_csrf_token(token: str, secret: str) -> bool:
    """Whether a form came from a page that we gave the holder of `secret`."""
    return bool(secret) and hmac.compare_digest(token.encode("utf-8", "replace"), csrf_token(secret).encode())
