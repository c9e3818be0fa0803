"""What several tests of papers lean on."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest


class Listener:
    """A web server on this machine that nobody may ask."""

    def __init__(self) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *args: object) -> None:
                """Quiet: what was asked is kept."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()
