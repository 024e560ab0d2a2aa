// Before and after a real mouse: "point" says where some text is and listens, "told" says what came
// of it and leaves the page as it was.
(tools, given) => {
  const {page, shown} = tools;
  if (given.act === 'point') {
    const plain = (element) => shown(element) && !element.closest('a,button,label,input,select,textarea,[onclick],[role]')
      && getComputedStyle(element).cursor !== 'pointer';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim().length < 9 || !plain(node.parentElement)) continue;
      const scroll = [scrollX, scrollY];
      node.parentElement.scrollIntoView({block: 'center', behavior: 'instant'});
      range.selectNodeContents(node);
      const line = [...range.getClientRects()].find((one) => one.width > 60);
      const under = line && document.elementFromPoint(line.left + 4, line.top + line.height / 2);
      if (!line || under !== node.parentElement) { scrollTo({left: scroll[0], top: scroll[1], behavior: 'instant'}); continue; }
      const real = {scroll, menu: null, kept: ['alert', 'confirm', 'prompt', 'open'].map((one) => [one, window[one]])};
      for (const [one] of real.kept) window[one] = () => undefined;
      real.hear = (event) => { real.menu = event; };
      window.addEventListener('contextmenu', real.hear, true);
      page.real = real;
      return {x: Math.round(line.left + 4), y: Math.round(line.top + line.height / 2), width: Math.round(Math.min(line.width, innerWidth - line.left) - 12)};
    }
    return {};
  }
  const real = page.real;
  if (!real) return {};
  const told = {menu: real.menu ? real.menu.defaultPrevented : null, selected: String(getSelection()).trim().length};
  window.removeEventListener('contextmenu', real.hear, true);
  for (const [one, old] of real.kept) window[one] = old;
  getSelection().removeAllRanges();
  scrollTo({left: real.scroll[0], top: real.scroll[1], behavior: 'instant'});
  delete page.real;
  return told;
}
