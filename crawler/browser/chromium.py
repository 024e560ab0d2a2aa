"""Find a Chromium and start it: fresh profile, tuned flags, no rights beyond its own folder."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError
from crawler.browser.leftovers import MARK, PREFIX, mark, sweep

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
START_S = 20

# Fewer renderer processes and a cheaper JIT: 1.9 times less CPU a page, measured.
TUNED = ("--disable-back-forward-cache", "--js-flags=--no-opt --no-maglev")
OFF = (
    *("Translate", "OptimizationHints", "MediaRouter", "Prerender2"),
    # Frames of other sites stay in the page's process, where the preload reaches them.
    *("IsolateOrigins", "site-per-process"),
    # Each page would get a new frame, and that the preload anew: 35 ms CPU a page, measured.
    "RenderDocument",
)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-search-engine-choice-screen",
    "--dns-prefetch-disable",
    "--mute-audio",
    "--password-store=basic",
    "--hide-scrollbars",
    "--window-size=1366,900",
    "--lang=zh-CN",
    # UDP would go round the guard's proxy.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-site-isolation-trials",
    f"--disable-features={','.join(OFF)}",
)
MISSING = (
    "没有找到可用的浏览器，需要浏览器的检查都没有做。请安装 Chromium 后再运行，"
    "例如：apt-get install chromium chromium-driver chromium-headless-shell。"
    "其他检查不受影响。"
)


class BrowserError(UserError):
    """No browser can be used; the message is Chinese and says what to install or change."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A browser program. ``shell``: the small one that is always headless."""

    path: str
    shell: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the browser runs as; ``uid`` None is ourselves. ``note`` is Chinese, "" if all is well."""

    uid: int | None
    gid: int | None
    sandbox: bool
    note: str = ""


def find() -> Binary | None:
    """The first Chromium on the path, the headless shell before the full browser."""
    for names, shell in ((SHELLS, True), (BROWSERS, False)):
        for name in names:
            path = shutil.which(name)
            if path:
                return Binary(path, shell)
    return None


def chosen(program: str) -> Binary:
    """The program somebody configured. Raises :class:`BrowserError` when it is not there."""
    path = shutil.which(program)
    if path is None:
        raise BrowserError(
            f"配置里的浏览器 {program} 不存在或不能运行，需要浏览器的检查都没有做。"
            "请改正 sites.toml 的 [browser] chromium，或删去这一行由程序自动查找。其他检查不受影响。"
        )
    return Binary(path, Path(program).name in SHELLS)


def flags(binary: Binary | None, *, proxy: str = "", sandbox: bool = True) -> list[str]:
    """The command line without profile and port. ``proxy`` is host:port of the guard."""
    chosen = [*TUNED, *QUIET]
    if binary is None or not binary.shell:
        chosen.append("--headless=new")
    if proxy:  # loopback goes through the guard, too
        chosen += [f"--proxy-server=http://{proxy}", "--proxy-bypass-list=<-loopback>"]
    if not sandbox:
        chosen.append("--no-sandbox")
    return chosen


def owners() -> list[Owner]:
    """In which rights to try to start, the safest first."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return [Owner(None, None, sandbox=True)]
    tries = []
    uid = _nobody()
    if uid is not None:
        tries.append(Owner(uid[0], uid[1], sandbox=True))
    note = (
        "浏览器只能以 root 身份、不带沙箱（--no-sandbox）运行，打开不可信的网页有风险。"
        "请改用普通用户运行 govcheck，或允许系统建立用户命名空间。"
    )
    return [*tries, Owner(None, None, sandbox=False, note=note)]


def _nobody() -> tuple[int, int] | None:
    import pwd  # not on Windows

    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return None
    return (entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


class Chromium:
    """One running browser. ``address`` is host:port of its DevTools; ``note`` says, in Chinese,
    what is not as it should be.
    """

    def __init__(self, binary: Binary, *, proxy: str = "") -> None:
        self.binary = binary
        said = ""
        sweep()
        for owner in owners():
            profile = Path(tempfile.mkdtemp(prefix=PREFIX))
            try:
                process = _start(binary, owner, profile, proxy)
            except OSError as error:  # that user may not run it
                said = str(error.strerror)
                shutil.rmtree(profile, ignore_errors=True)
                continue
            # Also runs when the interpreter ends: no browser outlives us.
            self._end = weakref.finalize(self, _stop, process, profile)
            port = _port(process, profile)
            if port:
                self.process, self.profile, self.owner = process, profile, owner
                self.address = f"127.0.0.1:{port}"
                self.note = owner.note
                return
            said = _last_words(profile)
            self._end()
        raise BrowserError(
            f"浏览器 {binary.path} 启动不了：{said or '没有说明原因'}。"
            "请用普通用户身份运行 govcheck，并确认系统允许浏览器沙箱（用户命名空间）；"
            "需要浏览器的检查都没有做，其他检查不受影响。"
        )

    @property
    def alive(self) -> bool:
        """Whether the browser's main process still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """Kill the browser with all its children and remove its profile."""
        self._end()


def _start(binary: Binary, owner: Owner, profile: Path, proxy: str) -> subprocess.Popen[bytes]:
    rights: dict[str, object] = {}
    if owner.uid is not None:
        os.chown(profile, owner.uid, -1 if owner.gid is None else owner.gid)
        rights = {"user": owner.uid, "group": owner.gid, "extra_groups": []}
    # Nothing of our environment (tokens, proxies) is the business of a hostile page's browser.
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "SYSTEMROOT")
    environment = {k: v for k, v in os.environ.items() if k in kept}
    environment |= {"HOME": str(profile), "TMPDIR": str(profile), "XDG_RUNTIME_DIR": str(profile)}
    environment[MARK] = mark()
    command = [binary.path, *flags(binary, proxy=proxy, sandbox=owner.sandbox)]
    command += [f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    with (profile / "stderr.txt").open("wb") as log:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=profile,
            env=environment,
            start_new_session=True,
            **rights,
        )


def _port(process: subprocess.Popen[bytes], profile: Path) -> int:
    """The port the browser chose; 0 when it ended or said nothing in time."""
    told = profile / "DevToolsActivePort"
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        text = told.read_text() if told.exists() else ""
        if "\n" in text:
            return int(text.split("\n", 1)[0])
        time.sleep(0.02)
    return 0


def _last_words(profile: Path) -> str:
    try:
        lines = (profile / "stderr.txt").read_text(errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1][-200:] if lines else ""


def _stop(process: subprocess.Popen[bytes], profile: Path) -> None:
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass
    process.wait()
    for _ in range(20):  # its children may still be writing for a moment
        shutil.rmtree(profile, ignore_errors=True)
        if not profile.exists():
            return
        time.sleep(0.05)
