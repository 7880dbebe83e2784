"""Access only with a token, as in Jupyter, because other users of the machine can reach the port, too."""
# SPDX-License-Identifier: BSD-3-Clause

import hmac
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

__all__ = ["TokenGuard"]

COOKIE = "sklearn_seqgan_token"


class TokenGuard:
    """ASGI middleware: the first request needs the token in its address; a cookie then holds it.

    Parameters
    ----------
    app : ASGI application
    token : str
    """

    def __init__(self, app, token: str):
        self.app, self.token = app, token

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        in_address = self._is_token(parse_qs(scope["query_string"].decode()).get("token", [""])[0])
        if not in_address and not self._is_token(_cookie(scope)):
            return await _refuse(scope, receive, send)
        await self.app(scope, receive, self._with_cookie(send) if in_address else send)

    def _is_token(self, text):
        return hmac.compare_digest(text.encode(), self.token.encode())

    def _with_cookie(self, send):
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/".encode()

        async def send_too(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"set-cookie", cookie)]}
            await send(message)

        return send_too


def _cookie(scope):
    given = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    morsel = SimpleCookie(given.decode("latin-1")).get(COOKIE)
    return morsel.value if morsel else ""


async def _refuse(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    text = b"This page needs the token of the address that was printed when it was started."
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text})
