// Before and after a real mouse, in the page or the frame of this path: "point" says where in the page's
// window some text is and listens, "told" says what came of it and leaves the page as it was.
(tools, given) => {
  const {window, page, shown, placed} = tools;
  const {document, getComputedStyle, NodeFilter} = window;
  const frame = window === top ? null : window.frameElement;
  if ((frame ? page.path(frame) : '') !== given.frame) return {};
  if (given.act === 'point') {
    const views = [window];
    while (views[0] !== top) views.unshift(views[0].parent);
    const scrolled = views.map((view) => [view, view.scrollX, view.scrollY]);
    const plain = (element) => shown(element) && !element.closest('a,button,label,input,select,textarea,[onclick],[role]')
      && getComputedStyle(element).cursor !== 'pointer';
    // Nothing may lie over the text, nor over the frame.
    const met = (element, x, y) => {
      for (let at = element; ; at = at.ownerDocument.defaultView.frameElement) {
        const view = at.ownerDocument.defaultView;
        const [inner, outer] = [at.getBoundingClientRect(), placed(at)];
        if (at.ownerDocument.elementFromPoint(x - outer.x + inner.x, y - outer.y + inner.y) !== at) return false;
        if (view === top) return true;
      }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (node.data.trim().length < 9 || !plain(element)) continue;
      element.scrollIntoView({block: 'center', behavior: 'instant'});
      range.selectNodeContents(node);
      const line = [...range.getClientRects()].find((one) => one.width > 60);
      const [inner, outer] = [element.getBoundingClientRect(), placed(element)];
      const x = line && line.left + 4 + outer.x - inner.x, y = line && line.top + line.height / 2 + outer.y - inner.y;
      if (!line || !met(element, x, y)) { restore(scrolled); continue; }
      const real = {scrolled, menu: null, kept: ['alert', 'confirm', 'prompt', 'open'].map((one) => [one, window[one]])};
      for (const [one] of real.kept) window[one] = () => undefined;
      real.hear = (event) => { real.menu = event; };
      window.addEventListener('contextmenu', real.hear, true);
      page.real = real;
      return {x: Math.round(x), y: Math.round(y), width: Math.round(Math.min(line.width, window.innerWidth - line.left) - 12)};
    }
    return {};
  }
  function restore(kept) {
    for (const [view, left, above] of kept) view.scrollTo({left, top: above, behavior: 'instant'});
  }
  const real = page.real;
  if (!real) return {};
  const told = {menu: real.menu ? real.menu.defaultPrevented : null, selected: String(window.getSelection()).trim().length};
  window.removeEventListener('contextmenu', real.hear, true);
  for (const [one, old] of real.kept) window[one] = old;
  window.getSelection().removeAllRanges();
  restore(real.scrolled);
  delete page.real;
  return told;
}
