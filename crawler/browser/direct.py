"""DevTools commands of the looks go to the tab at once, not by way of the driver program.

The driver asks the page before and after each command whether it is still there, which costs more
than most looks: 1 ms of the browser's CPU and as much of the driver's and of ours, measured.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any

from selenium.common.exceptions import TimeoutException, WebDriverException

from checks.gathering import Gatherer
from crawler.browser.channel import Channel, ChannelError

OTHER_WINDOW = "Emulation.setDeviceMetricsOverride"
USUAL_WINDOW = "Emulation.clearDeviceMetricsOverride"
"""Each connection undoes only what went by itself."""
COMMANDS = frozenset(
    (
        "Runtime.evaluate",
        OTHER_WINDOW,
        USUAL_WINDOW,
        "Page.captureScreenshot",
    )
)
"""Keys and the mouse stay with the driver: it waits where one of them leads away. So does everything
while the page is on its way to another.
"""
LEFT = ("navigated", "context was destroyed", "Cannot find")
"""What the tab says while it goes from one page to another: the driver waits for the other."""

INTERNAL, ENDED = "-32603", "Execution was terminated"
"""What the tab says of a look that was ended while a promise was waited for, and what that means."""


class Direct:
    """A driver whose :data:`COMMANDS` go by the second connection, all else as before.

    ``wait_s`` bounds each: beyond the budget of the look, for a browser that is gone.
    """

    def __init__(self, driver: Any, channel: Channel, wait_s: float) -> None:
        self._driver, self._channel, self._wait_s = driver, channel, wait_s
        self._has_its_window = False

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any:
        """As the driver's own, with its exceptions."""
        channel = self._channel
        is_there = not (channel.leaving or channel.closed.is_set() or channel.crashed.is_set())
        if cmd == USUAL_WINDOW and not is_there:
            with suppress(ChannelError):
                channel.send(cmd)
        if cmd == USUAL_WINDOW and self._has_its_window and is_there:
            self._driver.execute_cdp_cmd(cmd, cmd_args)
        if cmd not in COMMANDS or not is_there:
            return self._by_driver(cmd, cmd_args)
        try:
            return channel.call(cmd, wait_s=self._wait_s, **cmd_args)
        except ChannelError as error:
            said = str(error)
        if "no answer" in said:
            raise TimeoutException(said)
        if any(words in said for words in LEFT):
            return self._by_driver(cmd, cmd_args)
        raise WebDriverException(ENDED if INTERNAL in said else said)

    def _by_driver(self, cmd: str, cmd_args: dict[str, Any]) -> Any:
        self._has_its_window |= cmd == OTHER_WINDOW
        return self._driver.execute_cdp_cmd(cmd, cmd_args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


def directed(gathers: Mapping[str, Gatherer], channel: Channel) -> dict[str, Gatherer]:
    """The same gatherers, with commands that go to the tab of ``channel`` at once."""
    return {name: _directed(one, channel) for name, one in gathers.items()}


def _directed(one: Gatherer, channel: Channel) -> Gatherer:
    @wraps(one.function)
    def gather(driver: Any, *given: Any, **named: Any) -> Any:
        return one.function(Direct(driver, channel, 3 * one.budget_s + 10), *given, **named)

    return replace(one, function=gather)
