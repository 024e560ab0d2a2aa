// Prepares texts for a picture of what is behind them: brings a part of the page with most of them
// into view, makes their text transparent, and says where the part is. Nothing else is touched.
async (tools, given) => {
  const state = tools.page.contrast ??= {done: new Set(), scroll: [scrollX, scrollY]};
  const STOP = /swiper|slide|carousel|banner|focus-?pic|lunbo|marquee/i;

  const colorOf = (text) => {
    const found = /^rgba?\(([^)]+)\)$/.exec(text);
    const parts = found?.[1].split(/[\s,/]+/).filter(Boolean).map(Number);
    return parts && parts.length >= 3 && parts.every((n) => !Number.isNaN(n))
      ? [parts[0], parts[1], parts[2], parts[3] ?? 1] : null;
  };

  const textRects = (element) => {
    const rects = [];
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.nodeValue.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      rects.push(...range.getClientRects());
    }
    return rects.filter((r) => r.width >= 2 && r.height >= 4);
  };

  // Whether what is behind the text may be another thing a moment later.
  const moves = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (STOP.test(`${at.id} ${at.className?.baseVal ?? at.className}`)) return true;
    }
    return document.getAnimations().some((one) => {
      const target = one.effect?.target;
      return one.playState === 'running' && target
        && (target.contains(element) || element.contains(target));
    });
  };

  const faded = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (Number(style.opacity) < 1 || style.filter !== 'none' || style.mixBlendMode !== 'normal') return true;
    }
    return false;
  };

  // All pictures behind a text must be there: where one is lacking the page looks different.
  const known = new Map();
  const failed = (url) => performance.getEntriesByName(url).some((one) => one.responseStatus >= 400);
  const arrives = (url) => {
    if (!known.has(url) && failed(url)) known.set(url, false);  // not to be asked for again
    if (!known.has(url)) {
      known.set(url, new Promise((done) => {
        const image = new Image();
        image.onload = () => done(image.naturalWidth > 0);
        image.onerror = () => done(false);
        setTimeout(() => done(false), 500);
        image.src = url;
      }));
    }
    return known.get(url);
  };
  const urls = (element) => ['', '::before', '::after'].flatMap((part) => [
    ...getComputedStyle(element, part || null).backgroundImage.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g),
  ].map((found) => found[1]));
  const complete = async (element, rects) => {
    const behind = new Set();
    for (let at = element; at; at = at.parentElement) behind.add(at);
    for (const r of rects) {
      for (const x of [r.left + 2, r.left + r.width / 2, r.right - 2]) {
        document.elementsFromPoint(x, r.top + r.height / 2).forEach((one) => behind.add(one));
      }
    }
    for (const one of behind) {
      if (/^(VIDEO|CANVAS|IFRAME|OBJECT|EMBED)$/.test(one.tagName)) return false;
      if (one.tagName === 'IMG' && !(one.complete && one.naturalWidth)) return false;
      for (const url of urls(one)) if (!await arrives(url)) return false;
    }
    return true;
  };

  const candidates = [];
  given.targets.forEach((target, number) => {
    if (state.done.has(number)) return;
    let element = null;
    try { element = document.querySelector(target); } catch { /* not a selector of this document */ }
    if (!element) return;
    const style = getComputedStyle(element);
    const ink = colorOf(style.webkitTextFillColor || style.color);
    const rects = textRects(element);
    if (!ink || !rects.length || style.textShadow !== 'none' || style.backgroundClip === 'text') return;
    if (parseFloat(style.webkitTextStrokeWidth) > 0) return;  // an outline helps, too
    if (faded(element) || moves(element)) return;
    const size = parseFloat(style.fontSize);
    const bold = Number(style.fontWeight) >= 700;
    const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    candidates.push({number, element, ink, needed, top: rects[0].top + scrollY});
  });
  if (!candidates.length) return {more: false};

  const high = innerHeight;
  const best = candidates.map((one) => {
    const first = Math.max(0, one.top - high / 4);
    return [first, candidates.filter((o) => o.top >= first && o.top < first + high * 0.7)];
  }).sort((a, b) => b[1].length - a[1].length)[0];
  window.scrollTo({left: 0, top: best[0], behavior: 'instant'});

  const looked = [];
  for (const one of best[1].slice(0, given.most)) {
    state.done.add(one.number);
    const rects = textRects(one.element);
    const inside = rects.every((r) => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= high);
    if (!inside || !rects.length) continue;
    const open = rects.every((r) => {
      const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
      return top && (top === one.element || one.element.contains(top) || top.contains(one.element));
    });
    if (open && await complete(one.element, rects)) looked.push({...one, rects});
  }
  state.looked = looked;
  if (!looked.length) return {more: candidates.length > best[1].length, none: true};

  const sheet = new CSSStyleSheet();
  const clear = 'color: transparent !important; -webkit-text-fill-color: transparent !important;'
    + ' text-shadow: none !important; transition: none !important; caret-color: transparent !important;'
    + ' text-decoration-color: transparent !important; -webkit-text-stroke-color: transparent !important;';
  const mark = 'data-govcheck-ink';
  sheet.replaceSync(`[${mark}], [${mark}] *, [${mark}]::before, [${mark}]::after,`
    + ` [${mark}] *::before, [${mark}] *::after { ${clear} }`);
  state.sheet = sheet;
  for (const one of looked) one.element.setAttribute(mark, '');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const all = looked.flatMap((one) => one.rects);
  const left = Math.floor(Math.min(...all.map((r) => r.left)));
  const top = Math.floor(Math.min(...all.map((r) => r.top)));
  state.clip = {
    x: left + scrollX, y: top + scrollY,
    width: Math.ceil(Math.max(...all.map((r) => r.right))) - left,
    height: Math.ceil(Math.max(...all.map((r) => r.bottom))) - top,
  };
  state.corner = [left, top];
  return {more: candidates.length > best[1].length, clip: state.clip};
}
