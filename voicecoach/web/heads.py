"""Request heads have a time limit and a count: who never finishes one holds no place.

uvicorn waits for ever for the rest of a request's head, and each that waits counts among the
connections: seventy half-open ones kept everybody out.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 5.0
"""A browser on this machine sends its head in a millisecond; a spare connection it opens early
waits without a word and is opened anew when it is needed."""

MAX_WAITING = 24
"""Connections whose head is not complete; of more the oldest goes.  A browser opens six."""


class TimedHeads(H11Protocol):
    """uvicorn's protocol, which closes a connection whose request head never comes to its end."""

    waiting: ClassVar[dict[H11Protocol, asyncio.TimerHandle]]
    """The connections of one server whose head is not complete, the oldest first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take data; what is only a part of a head, perhaps of a second one, has its time too."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Begin to wait where a part of the next head came with the last request."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait()

    def _wait(self) -> None:
        """Start the time of a head, if it does not run yet."""
        if self in self.waiting or self.transport.is_closing():
            return
        self.waiting[self] = self.loop.call_later(HEAD_S, self._close)
        if len(self.waiting) > MAX_WAITING:
            oldest = next(iter(self.waiting))
            assert isinstance(oldest, TimedHeads)  # noqa: S101 - nobody else puts one in
            oldest._close()

    def _stop_waiting(self) -> None:
        timer = self.waiting.pop(self, None)
        if timer is not None:
            timer.cancel()

    def _close(self) -> None:
        self._stop_waiting()
        self.connections.discard(self)
        self.transport.abort()


def timed_protocol() -> type[TimedHeads]:
    """Return the protocol for one server: what waits is counted for each on its own."""

    class OfOneServer(TimedHeads):
        """The connections of one server."""

        waiting: ClassVar[dict[H11Protocol, asyncio.TimerHandle]] = {}

    return OfOneServer
