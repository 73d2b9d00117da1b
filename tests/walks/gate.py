"""Đường truyền có cửa: a line between browser and server that a test can cut for real, or rob of an answer.

Cut, nothing listens at the address and open connections are gone: what a browser sees when the server or the cable is away.
"""

import socket
import threading
from contextlib import suppress

SIZE = 65536


class Gate:
    """A relay on 127.0.0.1 in front of a server."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.robbed = (
            b""  # answers to requests that hold these bytes are lost on their way (a browser may try a second time)
        )
        self.lost = 0
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.port = 0
        self.open()

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"http://localhost:{self.port}"

    def open(self) -> None:
        """The line is there, at the same address as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def cut(self) -> None:
        """The line is gone, in the middle of whatever was said."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in [*self._ends]:
            self._close(end)

    def _close(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _from = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            self._ends |= {browser, server}
            pair = _Pair(self, browser, server)
            for work in (pair.forth, pair.back):
                threading.Thread(target=work, daemon=True).start()


class _Pair:
    def __init__(self, gate: Gate, browser: socket.socket, server: socket.socket) -> None:
        self.gate, self.browser, self.server = gate, browser, server
        self.robbed = False

    def forth(self) -> None:
        """What the browser says."""
        with suppress(OSError):
            while said := self.browser.recv(SIZE):
                if self.gate.robbed and self.gate.robbed in said:
                    self.robbed = True
                self.server.sendall(said)
        self.end()

    def back(self) -> None:
        """What the server answers."""
        with suppress(OSError):
            while said := self.server.recv(SIZE):
                if self.robbed:
                    self.gate.lost += 1
                    break
                self.browser.sendall(said)
        self.end()

    def end(self) -> None:
        """Neither side hears any more."""
        self.gate._close(self.browser)
        self.gate._close(self.server)
