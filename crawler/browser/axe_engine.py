"""Which axe-core runs, and how it gets into every frame before the page's own scripts."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from axe_selenium_python import axe as wrapper  # type: ignore[import-untyped]

from crawler.engine import ENGINE

INSTALLED = (
    Path(__file__).parent / "engine" / "axe-core",  # in the wheel
    Path(__file__).parents[2] / "node_modules" / "axe-core",  # fetched at set-up
)
SAVING = ("axe_quicker.js", "axe_fewer.js")
"""What makes it find the same with less work."""
_VERSION = re.compile(r"axe v(\d+)\.(\d+)\.(\d+)")

# Between two pages the tab is empty: half a megabyte of script is not wanted there. Where a frame
# did not come, the browser's own error page must not answer for it.
_WANTED = (
    "(window !== top || location.href !== 'about:blank') && location.protocol !== 'chrome-error:'"
)
# axe-core tries out what the browser can do: to tell where each attempt fails it would be parsed again.
_BRIEF = "const depth = Error.stackTraceLimit; Error.stackTraceLimit = 0;\n%s\nError.stackTraceLimit = depth;"
# Cross-site frames answer only a page they trust. A run never rejects, because the wrapper has
# no catch and would wait out the script time-out; and only what is read is sent back, because
# the nodes that passed make up half a megabyte a page. What axe found in a frame is found again by
# the frame's own selector: its inner selector then stands for the rest of the class path.
_AROUND = """
(() => {
  if (!window.axe || axe.govcheck) return;
  const locale = %s, own = axe, run = axe.run.bind(axe), setup = {allowedOrigins: ['<unsafe_all_origins>']};
  try { axe.configure(locale ? {...setup, locale} : setup); } catch { axe.configure(setup); }
  const ids = list => list.map(rule => rule.id);
  const token = ([first, ...inner]) => {
    const [host, ...shadow] = [first].flat(), rest = [...shadow, ...inner.flat()];
    let said = '';
    try { said = window.__govcheck.token(document.querySelector(host)); } catch { return ''; }
    return rest.length && said ? `${said.split('|')[0]}>>>${rest.join('>>>')}|inside` : said;
  };
  const said = list => list.map(({data, message}) => ({data, message}));
  const named = (rule, raw) => {
    try { return window.__govcheck.identity(rule, window.__govcheck.find(raw)); } catch { return {}; }
  };
  const told = list => list.map(({id, impact, tags, nodes}) => ({id, impact, tags, nodes: nodes.map(
    ({target: raw, ancestry, html, any, all, none}) => {
      const target = window.__govcheck?.lasting(raw, ancestry) || raw;
      return {target, html, token: token(target), ...named(id, raw), any: said(any), all: said(all), none: said(none)};
    })}));
  // As text, which the driver passes on as it is. A half of a character could not be stored.
  const half = /(?<!\\\\)((?:\\\\\\\\)*)\\\\ud[89a-f][0-9a-f]{2}/g;
  // Old libraries teach arrays and texts another way of being written, and put their own JSON there.
  const {stringify} = JSON, {defineProperty, getOwnPropertyDescriptor} = Object;
  const plainly = (found) => {
    const taught = [];
    for (const {prototype} of [Object, Array, String, Number, Boolean]) {
      const how = getOwnPropertyDescriptor(prototype, 'toJSON');
      if (how && delete prototype.toJSON) taught.push([prototype, how]);
    }
    try { return stringify(found); } finally {
      for (const [prototype, how] of taught) defineProperty(prototype, 'toJSON', how);
    }
  };
  const text = (found) => {
    const json = plainly(found);
    return json.includes('\\\\ud') ? json.replace(half, '$1\\ufffd') : json;
  };
  axe.govcheck = true;
  // A page may bring an axe of its own.
  defineProperty(window, '__govcheckAxe', {value: axe, configurable: true});
  axe.run = async (...given) => {
    try {
      if (document.body && !document.body.checkVisibility({opacityProperty: true})) {
        return text({error: '页面一片空白'});
      }
      const {testEngine, violations, incomplete, passes, inapplicable} = await run(...given);
      own.govcheckFound = violations.filter(({tags}) => tags.some(tag => /^wcag2[0-9]?aa?$/.test(tag)))
        .map(({id, nodes}) => [id, nodes.map(node => node.target)]);
      return text({engine: `${testEngine.name} ${testEngine.version}`,
                   violations: told(violations), incomplete: told(incomplete),
                   passes: ids(passes), inapplicable: ids(inapplicable)});
    } catch (error) {
      return text({error: String(error && error.message || error)});
    }
  };
})();
"""


@dataclass(frozen=True, slots=True)
class AxeEngine:
    """One axe-core. ``version`` like "4.14.1"; ``bundled``: the older one of the wrapper."""

    path: Path
    version: str
    bundled: bool

    @property
    def gathered_by(self) -> str:
        """What is kept with everything it gathered; results of another one are not comparable."""
        return f"{ENGINE}, axe-core {self.version}"

    @property
    def preload(self) -> str:
        """The script that puts it into every frame. Node messages are Chinese where there are any."""
        locale = self.path.parent / "locales" / "zh_CN.json"
        words = json.loads(locale.read_text(encoding="utf-8")) if locale.is_file() else None
        source = self.path.read_text(encoding="utf-8")
        around = _AROUND % json.dumps(words, ensure_ascii=True)
        less = (files("crawler.browser").joinpath(name).read_text("utf-8") for name in SAVING)
        return f"if ({_WANTED}) {{{_BRIEF % _narrow(source)}\n{around}\n{'\n'.join(less)}}}"


@cache
def newest() -> AxeEngine:
    """The newest axe-core there is: fetched at set-up, else the one axe-selenium-python brings."""
    bundled = Path(wrapper._DEFAULT_SCRIPT)  # the wrapper names it nowhere else
    found = [_engine(folder / "axe.min.js", bundled=False) for folder in INSTALLED]
    return max(
        (e for e in [*found, _engine(bundled, bundled=True)] if e is not None),
        key=lambda e: tuple(map(int, e.version.split("."))),
    )


def _engine(path: Path, *, bundled: bool) -> AxeEngine | None:
    if not path.is_file():
        return None
    with path.open(encoding="utf-8") as script:
        version = _VERSION.search(script.read(200))
    return AxeEngine(path, ".".join(version.groups()), bundled) if version else None


def _narrow(source: str) -> str:
    """The same script in ASCII: a single wide character would make all of it twice as large."""

    def escaped(found: re.Match[str]) -> str:
        units = found[0].encode("utf-16-be")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))

    return re.sub(r"[^\x00-\x7f]", escaped, source)
