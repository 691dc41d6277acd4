"""A model hub on 127.0.0.1: what fetching a model asks for, with the troubles of a network."""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REVISION = "ab" * 20


class Hub(ThreadingHTTPServer):
    """Serves the files of ``folder`` as whatever repository is asked for.

    ``trouble`` is empty, an HTTP status for every request, ``"cut"`` (the connection is closed
    in the middle of the weights, then the hub refuses) or ``"reset"`` (it is torn down).
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.trouble = ""
        self.asked: list[tuple[str, str, str | None]] = []

    @property
    def address(self) -> str:
        """The value for HF_ENDPOINT."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that the test itself tears down."""


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append((self.command, path, self.headers.get("Range")))
        if self.server.trouble.isdigit():
            self._send(int(self.server.trouble), b"{}")
        elif "/resolve/" in path:
            self._send_file(self.server.folder / path.rpartition("/")[2], with_body)
        else:
            about = {
                "id": "some/model",
                "sha": REVISION,
                "siblings": [self._entry(f) for f in self._files()],
            }
            self._send(200, json.dumps(about).encode())

    def _files(self) -> list[Path]:
        return sorted(self.server.folder.iterdir())

    def _entry(self, file: Path) -> dict[str, object]:
        content = file.read_bytes()
        large = {"sha256": hashlib.sha256(content).hexdigest()} if file.suffix == ".bin" else None
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        return {"rfilename": file.name, "size": len(content), "blobId": blob, "lfs": large}

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    def _send_file(self, file: Path, with_body: bool) -> None:
        content = file.read_bytes()
        wanted = self.headers.get("Range")
        begin = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("Content-Length", str(len(content) - begin))
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if not with_body:
            return
        if self.server.trouble and file.name == "model.bin":
            self._break_off(content[begin : begin + len(content) // 2])
        else:
            self.wfile.write(content[begin:])

    def _break_off(self, half: bytes) -> None:
        self.wfile.write(half)
        self.wfile.flush()
        if self.server.trouble == "reset":
            time.sleep(0.5)  # a reset throws away what the client has not read yet
            # closing without lingering sends a reset instead of an orderly end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.trouble = "403"
        self.close_connection = True
        self.connection.close()


@contextmanager
def serve(folder: Path) -> Iterator[Hub]:
    """Serve ``folder`` until the block ends."""
    hub = Hub(folder)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        thread.join()
        hub.server_close()
