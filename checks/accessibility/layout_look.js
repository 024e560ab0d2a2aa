// Measures where text is and what of it cannot be seen: "begin" before anything is changed, "at" in
// another size of window, "spacing" with wider spacing of text. Changes nothing that stays.
(tools, given) => {
  const {window, page, say, shown, up, around} = tools;
  const {document, innerWidth, scrollX, scrollY, CSSStyleSheet} = window;
  const frame = window === top ? null : window.frameElement;
  const CUT = 4;
  const FREE = 'pre,code,svg,canvas,map,video,iframe,object,marquee,[role=grid],[role=toolbar],[contenteditable]';
  const TURNING = /swiper|slick|carousel|slide|banner|focus|marquee|roll|scroll|ticker|lunbo|bx-|owl-|flex-?slider|ellipsis|nowrap/i;
  const parent = (node) => node.parentElement ?? node.getRootNode().host;
  const texts = () => {
    const found = [];
    const trees = tools.deep(document.body).flatMap((one) => one.shadowRoot ?? []);
    const seen = new Map();
    const visible = (element) => {
      if (!seen.has(element)) seen.set(element, shown(element) && !element.closest('script,style,noscript,option'));
      return seen.get(element);
    };
    for (const tree of [document.body, ...trees]) {
      const walker = document.createTreeWalker(tree, NodeFilter.SHOW_TEXT);
      while (found.length < given.most && walker.nextNode()) {
        const node = walker.currentNode;
        if (node.data.trim().length > 1 && visible(parent(node))) found.push(node);
      }
    }
    return found;
  };
  // Styles answer for the size of window there is.
  const styles = page.layout?.styles ?? new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const range = document.createRange();
  // A text's lines, and the box around them; null where next to nothing shows. Numbers of our own: to
  // ask the browser for each of them again and again costs more than to measure.
  const place = (node) => {
    range.selectNodeContents(node);
    const lines = [];
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    for (const rect of range.getClientRects()) {
      const line = {left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom};
      lines.push(line);
      if (line.left === line.right || line.top === line.bottom) continue;
      left = Math.min(left, line.left); top = Math.min(top, line.top);
      right = Math.max(right, line.right); bottom = Math.max(bottom, line.bottom);
    }
    return right - left > 1 && bottom - top > 1 ? {node, lines, rect: {left, top, right, bottom, width: right - left}} : null;
  };
  const hides = (value) => value === 'hidden' || value === 'clip';
  const scrolls = (value) => value === 'auto' || value === 'scroll';

  // A frame that does not scroll cuts off, too.
  const edges = frame?.getAttribute('scrolling')?.toLowerCase() === 'no' ? [{
    frame: new DOMRect(0, 0, innerWidth, window.innerHeight), across: true, down: true,
    soft: TURNING.test(`${frame.id} ${frame.className}`),
  }] : [];
  // The boxes that cut off what is in an element, from the inside; null where scrolling or being
  // fixed makes up for it.
  const cutters = new Map();
  const cutting = (element) => {
    if (!element || element === document.documentElement) return edges;
    if (!cutters.has(element)) {
      const own = style(element);
      const [across, down = across] = own.overflow.split(' ');
      if (own.position === 'fixed') cutters.set(element, null);
      else if (across === 'visible' && down === 'visible' || own.display === 'inline') cutters.set(element, cutting(up(element)));
      else if (scrolls(across) || scrolls(down)) cutters.set(element, null);
      else {
        const soft = TURNING.test(`${element.id} ${element.getAttribute('class') || ''}`) || own.textOverflow === 'ellipsis' || own.webkitLineClamp !== 'none';
        const more = cutting(up(element));
        const {left, top, right, bottom} = element.getBoundingClientRect();
        cutters.set(element, [{frame: {left, top, right, bottom}, across: hides(across), down: hides(down), soft}, ...(more || [])]);
      }
    }
    return cutters.get(element);
  };
  // How a text is cut off by what it lies in: "part" of it is gone, "all" of it, or nothing ("").
  const cut = (node, rect) => {
    for (const {frame, across, down, soft} of cutting(node.assignedSlot ?? parent(node)) || []) {
      const lost = Math.max(across ? Math.max(rect.right - frame.right, frame.left - rect.left) : 0,
        down ? Math.max(rect.bottom - frame.bottom, frame.top - rect.top) : 0);
      if (lost <= CUT) continue;
      const outside = rect.left >= frame.right || rect.right <= frame.left || rect.top >= frame.bottom || rect.bottom <= frame.top;
      return soft || outside ? 'all' : 'part';
    }
    return '';
  };
  const data = (table) => table.matches('[role=table],[role=grid]') || table.caption || table.tHead || table.querySelector('th')
    || Number(table.border) > 0 && table.rows.length > 2;
  const holding = new Map();
  const exempt = (element, tables) => {
    if (around(element, FREE)) return true;
    for (let at = element; at && at !== document.body; at = up(at)) {
      if (!holding.has(at)) {
        const own = style(at);
        holding.set(at, scrolls(own.overflowX) || own.position === 'fixed' || own.whiteSpace === 'pre');
      }
      if (holding.get(at)) return true;
      if (tables && at.localName === 'table' && data(at)) return true;
    }
    return false;
  };
  // Scrolling moves what is fixed away from what it lies on.
  const floating = new Map();
  const floats = (element) => {
    if (!element || element === document.body) return false;
    if (!floating.has(element)) floating.set(element, /^(?:fixed|sticky)$/.test(style(element).position) || floats(up(element)));
    return floating.get(element);
  };
  const overlaps = (placed) => {
    const sorted = placed.flatMap(({node, lines}) => lines.slice(0, 10).map((rect) => ({node, rect})))
      .filter((one) => one.rect.right - one.rect.left > 1).sort((a, b) => a.rect.top - b.rect.top);
    const size = (rect) => (rect.right - rect.left) * (rect.bottom - rect.top);
    const found = new Map();
    sorted.forEach((a, i) => {
      for (let j = i + 1; j < sorted.length && sorted[j].rect.top < a.rect.bottom - CUT; j += 1) {
        const b = sorted[j];
        const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        if (wide <= CUT || a.node === b.node) continue;
        const high = Math.min(a.rect.bottom, b.rect.bottom) - b.rect.top;
        if (high <= CUT || wide * high <= Math.min(size(a.rect), size(b.rect)) * 0.3) continue;
        if (a.node.getRootNode() !== b.node.getRootNode()) continue;
        if (!parent(a.node).contains(b.node) && !parent(b.node).contains(a.node)) found.set(b.node, a.node);
      }
    });
    return found;
  };
  const measured = () => {
    const placed = texts().map(place).filter(Boolean);
    const state = new Map(placed.map((one) => [one.node, cut(one.node, one.rect)]));
    const free = placed.filter((one) => !state.get(one.node) && !floats(parent(one.node)));
    return {placed, state, over: overlaps(free)};
  };
  const few = (nodes) => tools.steady([...new Set(nodes.map(parent))]).slice(0, 3)
    .map((one) => say(one, {text: tools.text(one).slice(0, 40)}));
  const compared = () => {
    const now = measured();
    const before = page.layout;
    const fresh = now.placed.filter((one) => before.state.get(one.node) === '' && now.state.get(one.node) === 'part').map((one) => one.node);
    const over = [...now.over.keys()].filter((one) => before.state.has(one) && !before.over.has(one));
    return {now, clipped: fresh.length, clippedFew: few(fresh), over: over.length, overFew: few(over)};
  };

  if (given.act === 'begin') {
    page.layout = {...measured(), styles, scroll: [scrollX, scrollY]};
    return {texts: page.layout.placed.length, width: innerWidth, scrollWidth: document.scrollingElement.scrollWidth};
  }
  if (given.act === 'end') {
    const kept = page.layout?.scroll;
    if (kept) window.scrollTo({left: kept[0], top: kept[1], behavior: 'instant'});
    delete page.layout;
    return {};
  }
  if (given.act === 'spacing') {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    try {
      const {now, ...seen} = compared();
      return seen;
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    }
  }
  window.scrollTo({left: 0, top: scrollY, behavior: 'instant'});
  const {now, ...seen} = compared();
  const {state: before, scroll} = page.layout;
  if (given.last) {
    // At the top of the page it is where it was, and the size of window it gets back moves nothing.
    seen.settled = ![...scroll, window.scrollX, window.scrollY].some(Boolean);
    if (seen.settled) delete page.layout;
  }
  if (frame) return seen;  // how wide it is, is the page's to say
  const wide = document.scrollingElement.scrollWidth;
  const whole = now.placed.filter((one) => !now.state.get(one.node) && before.get(one.node) === '');
  const outside = whole.filter((one) => one.rect.right > innerWidth + 5 && one.rect.left + scrollX < wide
    && !exempt(parent(one.node), true));
  const beyond = outside.map((one) => one.node);
  // A line that is wider than the window has to be read by scrolling to and fro.
  // What has nothing to break at for the width of the window (a no-break space is no such place) is no
  // matter of the layout: an address, or a page in the wrong encoding.
  const UNBROKEN = /[^ \t\r\n\u2000-\u2006\u2008-\u200b\u2e80-\u9fff\uff00-\uffef-]+/g;
  const unbroken = ({data, parentElement}) => Math.max(0, ...(data.match(UNBROKEN) || []).map((one) => one.length))
    * Math.max(parseFloat(style(parentElement ?? document.body).fontSize) * 0.5, innerWidth / 60) >= innerWidth;
  const long = whole.filter((one) => one.rect.width > innerWidth + 5 && !unbroken(one.node) && one.lines.slice(0, 10).some((line) => line.right - line.left > innerWidth + 5)
    && !exempt(parent(one.node), false)).map((one) => one.node);
  const fixedPage = [document.documentElement, document.body].some((one) => hides(getComputedStyle(one).overflowX));
  const lost = fixedPage ? outside.filter(({rect}) => rect.left < innerWidth && rect.right > innerWidth + 5).map((one) => one.node) : [];
  return {
    ...seen, width: innerWidth, scrollWidth: wide, beyond: beyond.length, beyondFew: few(beyond),
    long: long.length, longFew: few(long), lost: lost.length, lostFew: few(lost),
  };
}
