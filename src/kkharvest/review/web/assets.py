"""Static files under addresses that change with their content, so that browsers may keep them for good."""

import hashlib
import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

__all__ = ["Assets"]

_TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class Assets:
    """An ASGI application that serves the files of a folder from memory."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        # One version for all: style sheets name their fonts by relative address.
        digest = hashlib.sha256(b"".join(self._files.values()))
        self._version = digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a file is served; raises `KeyError` when there is none."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self._version}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with the file, of whatever version was asked for."""
        path = Request(scope).path_params.get("path", scope["path"].removeprefix("/static/")).lstrip("/")
        body = self._files.get(path.partition("/")[2])
        answer: Response = PlainTextResponse("Filen finns inte.", 404)
        if body is not None:
            kind = _TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
            headers = {"cache-control": "public, max-age=31536000, immutable"}
            answer = Response(body, media_type=None, headers={**headers, "content-type": kind})
        await answer(scope, receive, send)
