// How big the page's texts really are: the rectangles of the same characters before and after.
(() => {
  const age = window.__age;
  if (!age || age.texts) return;
  const SAMPLES = 40;
  const PREFIX = 10;
  const GLYPHS = 6;
  const HAN = /[\u4e00-\u9fff]/;
  const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TEXTAREA', 'OPTION']);

  // Whether something is pinned to the window: toolbars and captions are, the page is not.
  const pinned = (known) => function look(element) {
    if (!element || element === document.documentElement) return false;
    if (known.has(element)) return known.get(element);
    const fixed = ['fixed', 'sticky'].includes(getComputedStyle(element).position);
    const said = fixed || look(element.parentElement);
    known.set(element, said);
    return said;
  };

  // The page's visible text without white space, with the text node of every character.
  const flow = (withPinned = false) => {
    const isPinned = pinned(new Map());
    const shown = new Map();
    const isShown = (element) => {
      if (!shown.has(element)) {
        shown.set(element, element.checkVisibility({opacityProperty: true, visibilityProperty: true}));
      }
      return shown.get(element);
    };
    const walker = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
    let text = '';
    const spans = [];
    for (let node = walker.nextNode(); node && text.length < 60000; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || SKIPPED.has(parent.tagName) || !node.data.trim()) continue;
      if (!isShown(parent) || (!withPinned && isPinned(parent))) continue;
      const offsets = [];
      for (let at = 0; at < node.data.length; at += 1) {
        if (/\S/.test(node.data[at])) offsets.push(at);
      }
      spans.push({node, start: text.length, offsets});
      text += offsets.map((at) => node.data[at]).join('');
    }
    return {text, spans};
  };

  const spanAt = (spans, at) => {
    let low = 0;
    let high = spans.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (spans[middle].start <= at) low = middle; else high = middle - 1;
    }
    return spans[low];
  };

  // The first characters at a place of the flow that stand on one line: mean width, height, box.
  const glyphs = ({spans}, at, most) => {
    const found = [];
    for (let number = at; number < at + most; number += 1) {
      const span = spanAt(spans, number);
      const offset = span?.offsets[number - span.start];
      if (offset === undefined) break;
      const range = document.createRange();
      range.setStart(span.node, offset);
      range.setEnd(span.node, offset + 1);
      const box = range.getBoundingClientRect();
      if (box.width <= 0 || box.height <= 0) continue;
      if (found.length && Math.abs(box.top - found[0].top) > box.height / 2) break;
      found.push(box);
    }
    if (!found.length) return null;
    return {
      width: found.reduce((sum, box) => sum + box.width, 0) / found.length,
      height: found[0].height,
      x: found[0].left, y: found[0].top,
      right: found.at(-1).right, bottom: found[0].bottom,
    };
  };

  // Samples spread over the page: beginnings of texts that occur once, so they are found again.
  const samples = () => {
    const all = flow();
    const able = [];
    for (const {node, start, offsets} of all.spans) {
      const prefix = all.text.slice(start, start + Math.min(PREFIX, offsets.length));
      if (prefix.length < 2 || !HAN.test(prefix)) continue;
      if (all.text.indexOf(prefix) !== start || all.text.indexOf(prefix, start + 1) >= 0) continue;
      const size = glyphs(all, start, Math.min(GLYPHS, prefix.length));
      if (size && node.parentElement) able.push({prefix, width: size.width, height: size.height});
    }
    const step = Math.max(1, Math.floor(able.length / SAMPLES));
    return able.filter((_, number) => number % step === 0).slice(0, SAMPLES);
  };

  // Growth of the samples: that of the characters' width; heights are rounded to whole pixels, and
  // only tell wider spacing from larger characters.
  const growth = (before, all = flow()) => {
    const found = [];
    for (const {prefix, width, height} of before) {
      const at = all.text.indexOf(prefix);
      const now = at < 0 ? null : glyphs(all, at, Math.min(GLYPHS, prefix.length));
      if (!now) continue;
      const wider = now.width / width;
      const higher = now.height / height;
      found.push(higher < 0.85 * wider ? higher : wider);
    }
    found.sort((a, b) => a - b);
    return {found: found.length, of: before.length, ratio: found[found.length >> 1] ?? null};
  };

  // What a text's characters measure on the screen, whatever made them so.
  const rendered = (element) => {
    let scale = window.visualViewport?.scale ?? 1;
    for (let one = element; one; one = one.parentElement) {
      const {transform, scale: own} = getComputedStyle(one);
      if (transform && transform !== 'none') {
        const matrix = new DOMMatrixReadOnly(transform);
        scale *= Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
      }
      if (own && own !== 'none') scale *= parseFloat(own) || 1;
    }
    const style = getComputedStyle(element);
    return parseFloat(style.fontSize) * (element.currentCSSZoom ?? 1) * scale;
  };

  // Sizes of all visible texts, weighted by their characters; toolbar and captions included.
  const sizes = () => {
    const all = flow(true);
    const known = new Map();
    const found = [];
    for (const {node, offsets} of all.spans) {
      const parent = node.parentElement;
      if (!known.has(parent)) known.set(parent, rendered(parent));
      found.push([known.get(parent), offsets.length]);
    }
    found.sort((a, b) => a[0] - b[0]);
    const total = found.reduce((sum, [, n]) => sum + n, 0);
    let passed = 0;
    const median = found.find(([, n]) => { passed += n; return passed * 2 >= total; })?.[0] ?? null;
    const small = found.filter(([size]) => size < 17.95).reduce((sum, [, n]) => sum + n, 0);
    return {
      characters: total,
      mean: total ? found.reduce((sum, [size, n]) => sum + size * n, 0) / total : null,
      median,
      under18: total ? small / total : null,
    };
  };

  // Line and paragraph spacing of running text: medians of what can be measured.
  const spacing = () => {
    const lines = [];
    const gaps = [];
    for (const one of document.querySelectorAll('p, article div, .content div, td, li')) {
      if (!one.checkVisibility() || one.innerText.trim().length < 20) continue;
      const style = getComputedStyle(one);
      const size = parseFloat(style.fontSize);
      const high = style.lineHeight === 'normal' ? 1.2 * size : parseFloat(style.lineHeight);
      if (!size || !high) continue;
      lines.push(high / size);
      const next = one.nextElementSibling;
      if (one.localName !== 'p' || next?.localName !== 'p' || !next.checkVisibility()) continue;
      const after = parseFloat(getComputedStyle(next).marginTop) || 0;
      const gap = Math.max(parseFloat(style.marginBottom) || 0, after);
      gaps.push((high + gap) / high);
    }
    const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1] ?? null;
    return {line: middle(lines), lines: lines.length, paragraph: middle(gaps), paragraphs: gaps.length};
  };

  age.texts = {flow, glyphs, samples, growth, sizes, spacing, rendered, pinned};
})();
