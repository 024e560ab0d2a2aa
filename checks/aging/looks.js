// What can be seen at one moment: pointer, lines, caption, colours, pictures, links.
(() => {
  const age = window.__age;
  if (!age || age.looks) return;
  const THIN = 12;
  const WIDE = 0.9;
  const CAPTION_WIDE = 0.8;
  const CAPTION_HIGH = 80;
  const {flow, glyphs, sizes, spacing, pinned} = age.texts;
  const {places, inside, shown, squeeze, hasPointer, remember} = age.controls;

  const everything = () => places().flatMap(({root}) => [...inside(root)]);

  // Two texts of the page in the window that nothing covers: where to put the pointer.
  const BLOCKS = 'p, li, a, h1, h2, h3, h4, h5, td, th, dt, dd, div, section, article, body';
  // ``tools`` are numbers of the toolbar's buttons: what stands among them is not of the page.
  const spots = (tools) => {
    const all = flow();
    const buttons = tools.map((number) => age.controls.recall(number)).filter(Boolean);
    const found = [];
    const starts = [];
    for (const span of all.spans) {
      const block = span.node.parentElement?.closest(BLOCKS);
      if (block && starts.at(-1)?.block === block) starts.at(-1).end = span.start + span.offsets.length;
      else if (block) starts.push({block, start: span.start, end: span.start + span.offsets.length});
    }
    for (const {block, start, end} of starts) {
      if (end - start < 4) continue;
      if (buttons.some((one) => block.contains(one) || one.contains(block))) continue;
      const box = glyphs(all, start, 2);
      if (!box) continue;
      const x = (box.x + box.right) / 2;
      const y = (box.y + box.bottom) / 2;
      if (x < 5 || y < 5 || x > window.innerWidth - 5 || y > window.innerHeight - 5) continue;
      const hit = document.elementFromPoint(x, y);
      if (!hit || !block.contains(hit)) continue;
      found.push({
        x, y, text: all.text.slice(start, Math.min(end, start + 40)),
        whole: squeeze(block.textContent).slice(0, 400),
        link: Boolean(block.closest('a')),
      });
    }
    // A text and a link, where there are both: pointers often change over one of them only.
    const first = found.find((one) => !one.link) ?? found[0];
    if (!first) return [];
    const apart = (one) => Math.abs(one.y - first.y) + Math.abs(one.x - first.x);
    const others = found.filter((one) => one.text.slice(0, 4) !== first.text.slice(0, 4));
    const far = others.filter((one) => Math.abs(one.y - first.y) > 40 && Math.abs(one.x - first.x) > 30);
    const rest = (far.length ? far : others).sort((a, b) => apart(b) - apart(a));
    const best = rest.find((one) => one.link !== first.link) ?? rest[0];
    return best ? [first, best] : [first];
  };

  // The pointers of texts: what share has a picture, and one of the pictures.
  const cursors = () => {
    const seen = new Set(flow().spans.slice(0, 300).map(({node}) => node.parentElement));
    const own = [...seen].map((one) => getComputedStyle(one).cursor).filter((one) => one.includes('url('));
    return {share: seen.size ? own.length / seen.size : 0, one: own[0] ?? ''};
  };

  const cursorAt = (x, y) => {
    let element = document.elementFromPoint(x, y);
    while (element?.shadowRoot?.elementFromPoint(x, y)) {
      const inner = element.shadowRoot.elementFromPoint(x, y);
      if (inner === element) break;
      element = inner;
    }
    return element ? getComputedStyle(element).cursor : '';
  };

  const picture = /url\((['"]?)(.*?)\1\)/;
  // The picture's natural size; {size: 0, bad: true} when it does not load.
  const pictureSize = (cursor, done) => {
    const source = picture.exec(cursor)?.[2];
    if (!source) { done(null); return; }
    const image = new Image();
    const timer = setTimeout(() => done({size: 0, bad: true}), 2000);
    const end = (value) => { clearTimeout(timer); done(value); };
    image.onload = () => end({size: Math.max(image.naturalWidth, image.naturalHeight), bad: false});
    image.onerror = () => end({size: 0, bad: true});
    image.src = new URL(source, document.baseURI).href;
  };

  // Thin lines, boxes that could follow the pointer, and the caption, each by a lasting number.
  const numbers = new WeakMap();
  let last = 0;
  const numberOf = (element) => {
    if (!numbers.has(element)) { last += 1; numbers.set(element, last); }
    return numbers.get(element);
  };
  const overlays = () => {
    const found = {lines: [], movers: [], captions: []};
    for (const element of everything()) {
      const {position} = getComputedStyle(element);
      if (position !== 'fixed' && position !== 'absolute') continue;
      if (!shown(element) && !element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const id = numberOf(element);
      if (box.width >= WIDE * window.innerWidth && box.height <= THIN && box.height > 0) {
        found.lines.push({id, across: true, at: y});
      } else if (box.height >= WIDE * window.innerHeight && box.width <= THIN && box.width > 0) {
        found.lines.push({id, across: false, at: x});
      } else if (position === 'fixed' && box.width >= CAPTION_WIDE * window.innerWidth
        && box.height >= CAPTION_HIGH && box.height < window.innerHeight * 0.7) {
        const texts = [element, ...element.querySelectorAll('*')].filter((one) => shown(one));
        const own = texts.filter((one) => [...one.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
        const size = Math.max(0, ...own.map((one) => age.texts.rendered(one)));
        found.captions.push({id, text: squeeze(element.innerText).slice(0, 400), size, height: box.height});
      } else if (box.width > 8 && box.width < 300 && box.height > 8 && box.height < 300
        && found.movers.length < 200) {
        found.movers.push({id, x, y, width: box.width, height: box.height});
      }
    }
    return found;
  };

  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (text) => {
    const parts = /rgba?\(([^)]+)\)/.exec(text)?.[1].split(/[\s,/]+/).filter(Boolean).map(parseFloat);
    return parts ? [parts[0], parts[1], parts[2], parts[3] ?? 1] : null;
  };
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3]));

  // The colours of an element's text: null where a picture lies behind it.
  const colours = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      const colour = parse(style.backgroundColor);
      if (colour && colour[3] > 0) layers.push(colour);
      if (colour && colour[3] === 1) break;
      if (style.backgroundImage !== 'none') return null;
    }
    let back = [255, 255, 255];
    for (const layer of layers.reverse()) back = over(layer, back);
    const front = parse(getComputedStyle(element).color);
    return front ? {front: over(front, back), back} : null;
  };

  const filters = () => {
    const found = [document.documentElement, document.body, document.body?.firstElementChild]
      .filter(Boolean).map((one) => getComputedStyle(one).filter).filter((one) => one && one !== 'none');
    return [...new Set(found)].join(' ');
  };

  const contrast = (all = flow()) => {
    const filter = filters();
    const inverted = /^invert\((?:1|100%)\)/.test(filter);
    let high = 0;
    let fair = 0;
    let n = 0;
    let unknown = 0;
    const seen = new Set();
    const shades = new Map();
    for (const {node} of all.spans) {
      const parent = node.parentElement;
      if (seen.has(parent)) continue;
      seen.add(parent);
      if (seen.size > 300) break;
      const found = colours(parent);
      if (!found) { unknown += 1; continue; }
      const turn = (rgb) => (inverted ? rgb.map((one) => 255 - one) : rgb);
      const a = luminance(turn(found.front));
      const b = luminance(turn(found.back));
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      n += 1;
      high += ratio >= 6.995;
      fair += ratio >= 4.495;
      const key = `${found.front.map(Math.round)} ${found.back.map(Math.round)}`;
      shades.set(key, (shades.get(key) ?? 0) + 1);
    }
    const main = [...shades].sort((p, q) => q[1] - p[1])[0]?.[0] ?? '';
    return {texts: n, high: n ? high / n : null, fair: n ? fair / n : null, unknown, main, filter};
  };

  const pictures = () => {
    let n = 0;
    for (const one of document.images) n += shown(one) && one.getBoundingClientRect().width > 8;
    return n;
  };

  const links = () => {
    const found = [];
    for (const one of document.querySelectorAll('a[href]')) {
      const text = squeeze(one.innerText);
      if (text && shown(one)) found.push(text.slice(0, 30));
    }
    return found;
  };

  const targets = () => {
    let small = 0;
    let all = 0;
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, [onclick]')) {
      if (!shown(one) || one.type === 'hidden') continue;
      const box = one.getBoundingClientRect();
      all += 1;
      small += box.width < 43.5 || box.height < 43.5;
    }
    return {all, small};
  };

  const sheets = () => [...document.styleSheets].filter((one) => !one.disabled).length;

  // A page at a glance. ``before`` are samples of an earlier moment to compare with.
  const snap = (before) => {
    const found = links();
    const all = flow();
    return {
      url: location.href, title: document.title.slice(0, 80), born: Math.round(performance.timeOrigin),
      mode: mode(),
      sizes: sizes(), growth: before ? age.texts.growth(before, all) : null, spacing: spacing(),
      contrast: contrast(all), pictures: pictures(), links: found.length, sheets: sheets(),
      targets: targets(), wider: document.documentElement.scrollWidth > window.innerWidth + 4,
    };
  };

  const mode = () => `${document.documentElement.className} ${document.body?.className ?? ''}`
    .trim().slice(0, 200);

  // What a click could have changed, at little cost. ``before`` are samples or null.
  const quick = (before) => {
    const all = flow();
    const {main, filter} = contrast(all);
    return {
      url: location.href, mode: mode(), growth: before ? age.texts.growth(before, all) : null,
      main, filter, pictures: pictures(), sheets: sheets(), length: all.text.length,
    };
  };

  // What lies over the page or is taken out of its flow in front of it: layers, menus, frames.
  // A small one counts only if it is there to be clicked.
  const lifted = () => {
    const found = [];
    for (const element of everything()) {
      const style = getComputedStyle(element);
      const pinned = style.position === 'fixed';
      const front = pinned
        || (style.position === 'absolute' && (parseInt(style.zIndex, 10) || 0) > 0);
      if (!front || !shown(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.bottom < 0 || box.top > window.innerHeight) continue;
      const clicked = pinned && Math.min(box.width, box.height) >= 24 && hasPointer(element);
      if ((box.width < 80 || box.height < 30) && !clicked) continue;
      const name = `${element.localName}#${element.id}.${element.getAttribute('class') ?? ''}`;
      found.push({element, name, button: clicked && Math.max(box.width, box.height) <= 200});
    }
    return found.slice(0, 300);
  };
  const boxes = () => lifted().map((one) => one.name);
  // The number of a button that was not among these boxes, null without one.
  const button = (known) => {
    const fresh = lifted().find((one) => one.button && !known.includes(one.name));
    return fresh ? remember(fresh.element) : null;
  };

  // What opening an entry could have changed; asked again and again until something did.
  const since = (before) => ({
    url: location.href, mode: mode(), sheets: sheets(), windows: age.log.windows,
    ratio: age.texts.growth(before).ratio, controls: age.controls.controls(),
    bars: age.controls.bars(), dialogs: age.log.dialogs,
  });

  // What there is with the pointer at a place, and what was said since.
  const at = (x, y, heard) => ({
    ...overlays(), cursor: cursorAt(x, y), said: age.log.speech.slice(heard),
  });

  const foreign = (url) => {
    try {
      const host = new URL(url, document.baseURI).hostname;
      return host && host !== location.hostname ? host : '';
    } catch { return ''; }
  };

  // Advertisements, urging buttons and floating windows: candidates, each with its words.
  const nuisances = (bars) => {
    const about = age.words.elder;
    const adHosts = new RegExp(about.ad_hosts, 'i');
    const adWords = new RegExp(`^(?:${about.ad_words})$`);
    const urging = new RegExp(`^(?:${about.inducing})$`, 'i');
    const urgingLinks = new RegExp(about.inducing_links, 'i');
    const closing = new RegExp(`^(?:${about.close})$`, 'i');
    const say = (element, why) => ({...(window.__govcheck?.say(element) ?? {}), why});
    const ads = [];
    const induced = [];
    const floating = [];
    const known = bars.flatMap((one) => [...document.querySelectorAll(one)]);
    for (const element of document.querySelectorAll('iframe[src], ins, a, button, span, em, i, b, div, img')) {
      const source = element.getAttribute('src') ?? '';
      const text = squeeze(element.childElementCount > 3 ? '' : element.innerText || element.alt || element.title);
      if (!shown(element)) continue;
      const host = source && foreign(source);
      if (host && adHosts.test(host)) ads.push(say(element, host));
      else if (adWords.test(text) && !ads.some((one) => one.html.includes(element.outerHTML))) {
        if (!element.firstElementChild) ads.push(say(element, text));
      }
      if (element.matches('a, button') && (urging.test(text) || urgingLinks.test(element.href ?? ''))) {
        induced.push(say(element, text || element.href));
      }
    }
    const isPinned = pinned(new Map());
    for (const element of document.querySelectorAll('body *')) {
      if (getComputedStyle(element).position !== 'fixed' || !shown(element)) continue;
      if (isPinned(element.parentElement)) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 100 || box.height < 100 || box.width > window.innerWidth * 0.8) continue;
      if (known.some((bar) => bar.contains(element) || element.contains(bar))) continue;
      if (!element.querySelector('a[href], img')) continue;
      const close = [...element.querySelectorAll('*')].find((one) => shown(one)
        && [squeeze(one.innerText), one.title, one.alt, one.getAttribute('aria-label')]
          .some((name) => closing.test(name || '')));
      const closeBox = close?.getBoundingClientRect();
      floating.push({
        ...say(element, ''), width: box.width, height: box.height,
        close: closeBox ? Math.min(closeBox.width, closeBox.height) : 0,
      });
    }
    return {ads: ads.slice(0, 20), induced: induced.slice(0, 20), floating: floating.slice(0, 10)};
  };

  // Where a reader would go next on this site: addresses that look like articles first.
  const nextPages = () => {
    const found = new Map();
    for (const link of document.links) {
      const text = squeeze(link.innerText);
      const url = link.href.split('#')[0];
      if (link.origin !== location.origin || url === location.href.split('#')[0]) continue;
      if (!shown(link) || /\.(?:pdf|docx?|xlsx?|zip|rar|jpg|png|mp4)$/i.test(link.pathname)) continue;
      const article = /\d{4,}/.test(link.pathname) && text.length >= 6;
      if (!found.has(url)) found.set(url, Number(article) * 100 + Math.min(text.length, 40));
    }
    return [...found].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([url]) => url);
  };

  age.looks = {boxes, button, nextPages, spots, cursors, at, since, pictureSize, snap, quick, links, nuisances};
})();
