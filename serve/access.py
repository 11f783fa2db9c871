"""Who may ask: API keys, where the operator has set any. Kept and compared as SHA-256.

Only POST requests need a key: the pages, health checks and documentation stay open.
"""

import hashlib
import hmac
from collections.abc import Sequence

from serve.errors import RefusedError
from serve.request_id import App, Receive, Scope, Send

_BEARER = b"bearer "


class KeyMiddleware:
    """Refuses POST requests without a known key with 401.

    Args:
        app: the service.
        key_sha256: hex digests of the keys; none lets everybody in.
    """

    def __init__(self, app: App, key_sha256: Sequence[str]) -> None:
        self.app = app
        self.digests = [bytes.fromhex(digest) for digest in key_sha256]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asks = scope["type"] == "http" and scope["method"] == "POST"
        if asks and self.digests and not self._known(dict(scope["headers"])):
            raise RefusedError(401, headers={"www-authenticate": "Bearer"})
        await self.app(scope, receive, send)

    def _known(self, headers: dict[bytes, bytes]) -> bool:
        key = headers.get(b"x-api-key", b"")
        authorization = headers.get(b"authorization", b"")
        if not key and authorization.lower().startswith(_BEARER):
            key = authorization[len(_BEARER) :].strip()
        digest = hashlib.sha256(key).digest()
        # All are compared, each in constant time: how long it takes tells nothing of the keys.
        return sum(hmac.compare_digest(digest, known) for known in self.digests) > 0
