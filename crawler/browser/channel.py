"""A second DevTools connection to the browser's tab, beside selenium's own.

It does what WebDriver cannot: scripts before a page's own, answering requests, dialogs, ending
endless scripts, hearing of crashes.
"""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import websocket

Params = Mapping[str, Any]
Handler = Callable[[Params, str], None]
"""Called in the reading thread with an event's parameters and session; must not wait."""


class ChannelError(Exception):
    """The browser refused a command, did not answer it in time, or is gone."""


class Channel:
    """DevTools commands and events of one target and of its frames and workers.

    ``url`` is its websocket, see :func:`tab_url` and :func:`browser_url`. ``target``: the websocket
    is the browser's, and commands are for that target (all that a Selenium Grid offers).
    """

    def __init__(self, url: str, *, target: str = "", timeout_s: float = 10) -> None:
        self._timeout_s = timeout_s
        self.session = ""
        try:
            self._socket = websocket.create_connection(
                url,
                timeout=timeout_s,
                suppress_origin=True,  # Chromium refuses unknown origins
                enable_multithread=True,
                http_no_proxy=["127.0.0.1"],
            )
        except (OSError, websocket.WebSocketException) as error:
            raise ChannelError(str(error)) from error
        self._socket.settimeout(None)
        self._number = 0
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[threading.Event, dict[str, Any]]] = {}
        self._handlers: dict[str, list[Handler]] = {}
        self.closed = threading.Event()
        self.crashed = threading.Event()
        self.leaving: set[str] = set()
        """Frames that scripts sent elsewhere and that have not come to rest there."""
        self.on("Inspector.targetCrashed", self._gone)
        self.on("Page.frameRequestedNavigation", self._leaves)
        self.on("Page.frameStoppedLoading", self._rests)
        self.on("Page.frameNavigated", self._shows)
        self._reader = threading.Thread(target=self._read, name="devtools", daemon=True)
        self._reader.start()
        if target:
            told = self.call("Target.attachToTarget", targetId=target, flatten=True)
            self.session = str(told["sessionId"])

    def on(self, event: str, handler: Handler) -> None:
        """Hear of an event from now on."""
        self._handlers.setdefault(event, []).append(handler)

    def send(self, method: str, session: str = "", **params: Any) -> int:
        """Give a command without waiting for its answer. Raises :class:`ChannelError`."""
        with self._lock:
            self._number += 1
            number = self._number
        self._write({"id": number, "method": method, "params": params}, session)
        return number

    def call(self, method: str, wait_s: float = 0, **params: Any) -> dict[str, Any]:
        """Give a command and wait for its result, for ``wait_s`` seconds if given. Not from a handler.
        Raises ChannelError.
        """
        done, answer = threading.Event(), dict[str, Any]()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = (done, answer)
        self._write({"id": number, "method": method, "params": params})
        arrived = done.wait(wait_s or self._timeout_s)
        self._waiting.pop(number, None)
        if not arrived or "error" in answer or self.closed.is_set():
            raise ChannelError(f"{method}: {answer.get('error', 'no answer')}")
        return dict(answer.get("result", {}))

    @contextmanager
    def budget(self, seconds: float) -> Iterator["Budget"]:
        """End scripts that still run after ``seconds``, and again after each further budget."""
        over = Budget(self, seconds)
        try:
            yield over
        finally:
            over.stop()

    def close(self) -> None:
        """Close the connection; the tab stays."""
        self.closed.set()
        with suppress(Exception):
            if self._socket.sock is not None:
                self._socket.sock.shutdown(socket.SHUT_RDWR)  # wakes the reading thread
            self._socket.shutdown()  # type: ignore[no-untyped-call]
        self._reader.join(timeout=2)

    def _write(self, message: dict[str, Any], session: str = "") -> None:
        if session or self.session:
            message["sessionId"] = session or self.session
        try:
            self._socket.send(json.dumps(message))
        except (OSError, websocket.WebSocketException) as error:
            self.closed.set()
            raise ChannelError(str(error)) from error

    def _read(self) -> None:
        while not self.closed.is_set():
            try:
                text = self._socket.recv()
            except (OSError, websocket.WebSocketException):
                break
            if text:
                self._receive(json.loads(text))
        self.closed.set()
        for done, _ in list(self._waiting.values()):
            done.set()

    def _leaves(self, params: Params, _session: str) -> None:
        if not params.get("url", "").startswith("javascript:"):
            self.leaving.add(params["frameId"])

    def _rests(self, params: Params, _session: str) -> None:
        self.leaving.discard(params["frameId"])

    def _shows(self, params: Params, _session: str) -> None:
        frame = params["frame"]
        if not frame.get("parentId"):  # the frames of the page before are no more
            self.leaving.intersection_update((frame["id"],))

    def _gone(self, _params: Params, _session: str) -> None:
        self.crashed.set()
        for done, answer in list(self._waiting.values()):  # no answer comes any more
            answer["error"] = "target crashed"
            done.set()

    def _receive(self, message: dict[str, Any]) -> None:
        waiting = self._waiting.get(message.get("id", 0))
        if waiting is not None:
            waiting[1].update(message)
            waiting[0].set()
        for handler in self._handlers.get(message.get("method", ""), ()):
            with suppress(ChannelError):  # the connection ended: the reader notices by itself
                handler(message.get("params", {}), message.get("sessionId", ""))


def tab_url(address: str, target: str) -> str:
    """The websocket of a tab: DevTools' host:port, and its target id (selenium's window handle)."""
    return f"ws://{address}/devtools/page/{target}"


def browser_url(address: str) -> str:
    """The websocket of the browser itself. Raises :class:`ChannelError` when it does not answer."""
    connection = http.client.HTTPConnection(address, timeout=10)
    try:
        connection.request("GET", "/json/version")
        told = json.loads(connection.getresponse().read())
        return f"ws://{address}{urlsplit(str(told['webSocketDebuggerUrl'])).path}"
    except (OSError, ValueError, KeyError) as error:
        raise ChannelError(str(error)) from error
    finally:
        connection.close()


class Budget:
    """A running page budget. ``exceeded`` counts how often scripts had to be ended."""

    def __init__(self, channel: Channel, seconds: float) -> None:
        self.exceeded = 0
        self._channel, self._seconds = channel, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="page-budget", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The page is done."""
        self._over.set()
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        while not self._over.wait(self._seconds):
            self.exceeded += 1
            try:
                self._channel.send("Runtime.terminateExecution")
            except ChannelError:
                return
