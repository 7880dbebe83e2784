"""No test, and so nothing that a test imports or fits, reaches an address but this machine's own."""
# SPDX-License-Identifier: BSD-3-Clause

import socket
import socketserver
import threading

import pytest
from pytest_socket import SocketConnectBlockedError


def test_other_addresses_are_refused():
    with socket.socket() as sock, pytest.raises(SocketConnectBlockedError):
        sock.connect(("192.0.2.1", 80))  # kept free for documentation, so nobody's


def test_this_machine_is_not():
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.handle_request).start()
        socket.create_connection(server.server_address, timeout=5).close()
