"""Nobody gets in without the token: no page, no file of it, no socket."""
# SPDX-License-Identifier: BSD-3-Clause

import asyncio

import pytest

from sklearn_seqgan.annotation.page.guard import COOKIE, TokenGuard


def ask(kind="http", query=b"", cookie=None):
    """What is sent back, of a page that says yes to everybody."""
    sent, headers = [], [] if cookie is None else [(b"cookie", cookie.encode())]

    async def page(scope, receive, send):
        await send({"type": f"{kind}.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "query_string": query, "headers": headers}
    asyncio.run(TokenGuard(page, "secret")(scope, receive, send))
    return sent


def test_the_token_of_the_address_lets_in_and_is_kept():
    (answer,) = ask(query=b"token=secret")
    assert answer["status"] == 200
    ((name, cookie),) = answer["headers"]
    assert name == b"set-cookie" and f"{COOKIE}=secret".encode() in cookie and b"HttpOnly" in cookie
    assert ask(cookie=f"a=b; {COOKIE}=secret")[0]["status"] == 200


OTHERS = [(b"", None), (b"token=wrong", None), (b"", f"{COOKIE}=wrong"), (b"token=", f"{COOKIE}=")]


@pytest.mark.parametrize("query, cookie", OTHERS)
def test_all_others_are_refused(query, cookie):
    answer, body = ask(query=query, cookie=cookie)
    assert answer["status"] == 403 and b"needs the token" in body["body"]
    assert ask("websocket", query, cookie) == [{"type": "websocket.close", "code": 1008}]
