// Finds an element by its path, marks it with a frame drawn over the page, and says what to cut out.
// ({path, pad, most}) -> {found, shown, box: {x, y, width, height}} in pixels of the document.
(() => {
  const ID = '__govcheck_mark';

  const find = (path) => {
    let root = document;
    let element = null;
    for (const part of path.split(' >>> ')) {
      if (element) {
        root = element.shadowRoot;
        if (!root) {
          try { root = element.contentDocument; } catch { root = null; }
        }
        if (!root) return null;
      }
      try { element = root.querySelector(part); } catch { element = null; }
      if (!element) return null;
    }
    return element;
  };

  const boxOf = (element) => {
    const own = element.getBoundingClientRect();
    const box = {x: own.x, y: own.y, width: own.width, height: own.height};
    let frame = null;
    try { frame = element.ownerDocument.defaultView?.frameElement; } catch { /* another origin */ }
    while (frame) {
      const outer = frame.getBoundingClientRect();
      box.x += outer.x + frame.clientLeft;
      box.y += outer.y + frame.clientTop;
      try { frame = frame.ownerDocument.defaultView?.frameElement; } catch { frame = null; }
    }
    return box;
  };

  const seen = (element) => {
    if (!element.checkVisibility({visibilityProperty: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };

  const unmark = () => document.getElementById(ID)?.remove();

  const mark = (path, fromLeft = false) => {
    unmark();
    const element = find(path);
    if (!element) return {found: false};
    let drawn = element;
    while (drawn && !seen(drawn)) drawn = drawn.parentElement;
    // What only the whole page surrounds (a meta, say) has no place to show.
    if (!drawn || drawn === document.documentElement) return {found: false};
    if (drawn === document.body && drawn !== element) return {found: false};
    drawn.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    if (fromLeft) {
      scrollTo({left: 0, top: scrollY, behavior: 'instant'});
      if (boxOf(drawn).x > innerWidth - 20) drawn.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    }
    const box = boxOf(drawn);
    const line = document.createElement('div');
    line.id = ID;
    line.setAttribute('aria-hidden', 'true');
    const style = {
      all: 'initial', position: 'fixed', left: `${box.x - 4}px`, top: `${box.y - 4}px`,
      width: `${box.width + 8}px`, height: `${box.height + 8}px`, border: '3px solid #d4000e',
      outline: '2px solid #fff', 'box-sizing': 'border-box', 'border-radius': '3px',
      'z-index': '2147483647', 'pointer-events': 'none',
    };
    for (const [name, value] of Object.entries(style)) line.style.setProperty(name, value, 'important');
    document.documentElement.append(line);
    return {found: true, shown: drawn === element, box};
  };
  return {mark, unmark};
})()
