// Entries and buttons as a person sees them, by their words and by what vendors call them.
// age.words and age.vendors are set before this runs.
(() => {
  const age = window.__age;
  if (!age || age.controls) return;
  const {words, vendors} = age;
  const whole = (pattern) => new RegExp(`^(?:${pattern})$`, 'i');
  const {lead, tail} = words.entry;
  const ENTRY = {
    toolbar: whole(`${lead}${words.entry.toolbar}${tail}`),
    elder: whole(`${lead}${words.entry.elder}${tail}`),
    weak: whole(`${lead}${words.entry.weak}${tail}`),
  };
  const LEAVE = whole(words.entry.leave);
  const LEAVING = new RegExp(words.entry.leaving);
  const ATTRIBUTES = new RegExp(words.entry.attributes, 'i');
  const FEATURES = Object.entries(words.features).map(([name, pattern]) => [name, whole(pattern)]);
  const CLICKABLE = 'a, button, input, summary, area, [onclick], [role=button], [role=link], [tabindex]';
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, area[href], [tabindex]';
  const NEAR_TOP = 260;
  const NEAR_BOTTOM = 420;
  const WIDE = 200;

  // The document, its open shadow trees and the frames of the same origin, in each other, with their
  // offset.
  const places = () => {
    const found = [];
    const enter = (root, x, y) => {
      found.push({root, x, y});
      for (const one of root.querySelectorAll('*')) {
        if (one.shadowRoot) enter(one.shadowRoot, x, y);
        if (one.localName !== 'iframe' && one.localName !== 'frame') continue;
        try {
          const box = one.getBoundingClientRect();
          const inner = one.contentDocument;
          if (inner && box.width && box.height) enter(inner, x + box.left + one.clientLeft, y + box.top + one.clientTop);
        } catch { /* another origin */ }
      }
    };
    enter(document, 0, 0);
    return found;
  };

  const inside = (root) => (root.body ?? root).querySelectorAll('*');

  const squeeze = (text) => (text ?? '').replace(/[\s\u200b\ufeff《》【】\[\]<>|｜>»«·.。!！:：、]+/g, '');

  // All a person may take for an element's name: what is written, what appears, what is read out.
  const labels = (element) => {
    const found = ['aria-label', 'title', 'alt'].map((name) => squeeze(element.getAttribute(name)));
    if (element.localName === 'input') found.push(squeeze(element.value));
    const text = element.textContent;
    if (text.length < 60) found.push(squeeze(element.innerText ?? text));
    return [...new Set(found.filter(Boolean))];
  };

  const hasPointer = (element) => {
    const near = element.closest(CLICKABLE);
    return Boolean(near && near !== document.body) || getComputedStyle(element).cursor === 'pointer';
  };

  const isPinned = (element) => {
    for (let one = element; one; one = one.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(one).position)) return true;
    }
    return false;
  };

  const placeOf = (element, box) => {
    const height = document.documentElement.scrollHeight;
    const top = box.top + window.scrollY;
    if (isPinned(element)) return 'side';
    if (top < NEAR_TOP || element.closest('header, [role=banner]')) return 'header';
    if (top > height - NEAR_BOTTOM || element.closest('footer, [role=contentinfo]')) return 'footer';
    return 'other';
  };

  const marks = (element) => {
    const link = element.closest('a, button, [onclick]') ?? element;
    return [element, link].flatMap((one) => [
      one.id, one.getAttribute('class'), one.getAttribute('onclick'), one.getAttribute('src'),
    ]).filter(Boolean).join(' ');
  };

  const pictureOnly = (element) => element.querySelector?.('img, svg')
    || element.localName === 'img' || getComputedStyle(element).backgroundImage !== 'none';

  const describe = (element, place) => {
    const box = boxOf(element);
    const link = element.closest('a[href]');
    const href = link ? link.href : '';
    const focus = element.closest(FOCUSABLE) ?? element.querySelector(FOCUSABLE);
    const tools = window.__govcheck;
    const said = tools ? tools.say(element) : {target: '', html: element.outerHTML.slice(0, 300)};
    return {
      target: said.target, html: said.html, tag: element.localName,
      x: box.left + place.x, y: box.top + place.y, width: box.width, height: box.height,
      href: /^https?:/.test(href) ? href : '',
      focusable: Boolean(focus && focus.tabIndex >= 0 && !focus.disabled),
      role: element.getAttribute('role') || element.localName,
      framed: element.ownerDocument !== document,
    };
  };

  // An area has no box of its own: it is a part of its picture.
  const pictureOf = (element) => {
    const name = element.localName === 'area' && element.closest('map')?.name;
    return name ? element.getRootNode().querySelector(`img[usemap="#${window.CSS.escape(name)}"]`) : null;
  };
  const boxOf = (element) => {
    const image = pictureOf(element);
    const box = (image ?? element).getBoundingClientRect();
    const at = element.coords?.split(',').map(Number) ?? [];
    if (!image || element.shape === 'default' || at.length < 3) return box;
    const [x, y, r] = at;
    const xs = at.length === 3 ? [x - r, x + r] : at.filter((_, n) => n % 2 === 0);
    const ys = at.length === 3 ? [y - r, y + r] : at.filter((_, n) => n % 2);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return new DOMRect(box.left + left, box.top + top, Math.max(...xs) - left, Math.max(...ys) - top);
  };

  const shown = (element) => {
    const image = pictureOf(element);
    if (image && !image.naturalWidth) return false;  // a picture that did not come has no areas
    const seen = image ?? element;
    if (!seen.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    const box = boxOf(element);
    return box.width > 1 && box.height > 1 && box.right + window.scrollX > 0;
  };

  const keep = new Map();
  let last = 0;
  const remember = (element) => { last += 1; keep.set(last, new WeakRef(element)); return last; };
  const recall = (number) => keep.get(number)?.deref() ?? null;

  const byVendor = (kinds) => {
    const found = new Map();
    for (const [vendor, about] of Object.entries(vendors)) {
      for (const [kind, selectors] of kinds(about)) {
        for (const {root} of places()) {
          for (const selector of selectors ?? []) {
            for (const element of root.querySelectorAll(selector)) {
              if (!found.has(element)) found.set(element, {vendor, kind});
            }
          }
        }
      }
    }
    return found;
  };

  const innermost = (list) => list.filter(
    (one) => !list.some((other) => other !== one && one.element.contains(other.element)
      && other.kind === one.kind),
  );

  // What of a menu can be seen while it is closed: the nearest small thing around.
  const menuOf = (element) => {
    let one = element;
    while (one && !shown(one)) one = one.parentElement;
    const box = one?.getBoundingClientRect();
    return box && box.width < 400 && box.height < 120 ? one : null;
  };

  // A page's head in a frame of another site, which nobody can look into.
  const isSealed = (element) => {
    if (element.localName !== 'iframe' && element.localName !== 'frame') return false;
    try { if (element.contentDocument) return false; } catch { /* another origin */ }
    const box = element.getBoundingClientRect();
    return box.width >= WIDE && box.height >= 30 && shown(element) && placeOf(element, box) === 'header';
  };

  const entries = () => {
    const known = byVendor((about) => [['toolbar', about.entry], ['elder', about.elder]]);
    const found = [];
    let hidden = 0;
    let wordless = 0;
    let sealed = 0;
    const menus = new Set();
    for (const place of places()) {
      for (const element of inside(place.root)) {
        if (isSealed(element)) sealed += 1;
        const names = labels(element).filter((name) => name.length <= 16);
        const vendor = known.get(element);
        const kind = vendor?.kind
          ?? ['toolbar', 'elder', 'weak'].find((one) => names.some((name) => ENTRY[one].test(name)));
        const byMark = !kind && !names.length && ATTRIBUTES.test(marks(element));
        if (!kind && !byMark) {
          if (!names.length && element.matches('a, button, [onclick]') && pictureOnly(element)
            && shown(element) && element.getBoundingClientRect().top < NEAR_TOP) wordless += 1;
          continue;
        }
        if (byMark && !(hasPointer(element) && pictureOnly(element))) continue;
        if (vendor && !names.length && !pictureOnly(element) && !element.children.length) continue;
        if (!shown(element)) {
          hidden += 1;
          if (element.ownerDocument === document) menus.add(menuOf(element));
          continue;
        }
        const box = boxOf(element);
        const where = placeOf(element, box);
        const marked = ATTRIBUTES.test(marks(element)) || Boolean(vendor);
        if (!vendor && !hasPointer(element)) continue;
        if (where === 'other' && !marked) continue;
        const label = names.find((name) => kind && ENTRY[kind]?.test(name)) ?? names[0] ?? '';
        found.push({
          element, kind: kind ?? 'toolbar',
          ...describe(element, place),
          label, place: where, vendor: vendor?.vendor ?? '',
          why: label && ENTRY[kind]?.test(label) ? 'label' : vendor ? 'vendor' : 'mark',
          first: box.top + place.y < window.innerHeight && box.top + place.y + box.height > 0
            && box.left + place.x < window.innerWidth,
        });
      }
    }
    const list = innermost(found).map(({element, ...rest}) => ({...rest, id: remember(element)}));
    const covers = [...menus].filter(Boolean).slice(0, 3).map((one) => remember(one));
    return {entries: list.slice(0, 20), hidden, wordless, sealed, covers};
  };

  // Buttons of a toolbar, wherever it is: the page's own are told apart by having been there before.
  const controls = () => {
    const known = byVendor((about) => Object.entries(about.features ?? {}));
    const found = [];
    for (const place of places()) {
      for (const element of inside(place.root)) {
        if (element.childElementCount > 4) continue;
        const names = labels(element).filter((name) => name.length <= 10);
        let kind = known.get(element)?.kind;
        let name = names[0] ?? '';
        for (const [feature, pattern] of kind ? [] : FEATURES) {
          const fits = names.find((one) => pattern.test(one));
          if (fits) { kind = feature; name = fits; break; }
        }
        if (!kind) {
          const fits = names.find((one) => LEAVING.test(one) && LEAVE.test(one));
          if (fits) { kind = 'exit'; name = fits; }
        }
        if (kind && shown(element)) found.push({element, kind, label: name, place});
      }
    }
    return innermost(found).slice(0, 80).map(({element, kind, label, place}) => ({
      kind, label, id: remember(element), ...describe(element, place),
      key: `${kind}|${label}|${element.localName}|${element.id}`,
      named: Boolean(labels(element).length), pinned: isPinned(element),
    }));
  };

  // Known bars that are open, and wide boxes that are pinned to the window.
  const bars = () => {
    const found = [];
    for (const element of byVendor((about) => [['bar', about.bar]]).keys()) {
      if (shown(element)) found.push(`#${element.id}.${element.getAttribute('class') ?? ''}`);
    }
    return found;
  };

  const knownVendors = () => {
    const scripts = [...document.scripts].map((one) => one.src).filter(Boolean);
    return Object.entries(vendors).filter(([, about]) =>
      (about.scripts ?? []).some((one) => scripts.some((src) => new RegExp(one, 'i').test(src)))
      || (about.globals ?? []).some((name) => typeof window[name] !== 'undefined'
        && !(window[name] instanceof Element) && !(window[name] instanceof HTMLCollection)))
      .map(([name]) => name);
  };

  // Scrolled into view: where a pointer would hit it, or null when something lies over it.
  const aim = (number) => {
    const element = recall(number);
    if (!element?.isConnected) return null;
    (pictureOf(element) ?? element).scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
    const offset = places().find((one) => one.root === element.ownerDocument);
    const own = element.ownerDocument;
    for (const box of [...element.getClientRects(), boxOf(element)]) {
      for (const [across, down] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.2], [0.5, 0.8]]) {
        const x = box.left + box.width * across;
        const y = box.top + box.height * down;
        const root = element.getRootNode();
        const hit = (root.elementFromPoint ? root : own).elementFromPoint(x, y);
        if (hit && (element.contains(hit) || hit.contains(element) || hit === pictureOf(element))) {
          return {x: x + (offset?.x ?? 0), y: y + (offset?.y ?? 0)};
        }
      }
    }
    return null;
  };

  const press = (number) => recall(number)?.click();
  const focused = (number) => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    try {
      if (active?.contentDocument?.activeElement) active = active.contentDocument.activeElement;
    } catch { /* another origin */ }
    const element = recall(number);
    if (!element || !active || active === document.body) return false;
    const near = element.closest(CLICKABLE);
    return active === element || active === near || element.contains(active);
  };

  age.controls = {entries, controls, bars, knownVendors, recall, aim, press, focused, places, inside, isPinned, shown, squeeze, hasPointer, remember};
})();
