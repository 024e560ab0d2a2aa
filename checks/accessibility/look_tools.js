// Shared by our own looks. __govcheck (preloaded) describes elements; this adds what looks judge by,
// for the document of one window: the page or a frame.
(window) => {
  const {document, performance} = window;
  const page = window.__govcheck;
  const FOCUSABLE = 'a[href],area[href],button:not([disabled]),input:not([disabled]):not([type=hidden]),'
    + 'select:not([disabled]),textarea:not([disabled]),summary,iframe,audio[controls],video[controls],'
    + '[contenteditable]:not([contenteditable=false]),[tabindex]';
  const WORD = /[\p{L}]/gu;

  const focusable = (element) => element.matches(FOCUSABLE)
    && !(element.hasAttribute('tabindex') && element.tabIndex < 0 && !element.matches('a[href],button,input'));
  const shown = (element) => page.shown(element);
  // The tree a person sees: through slots, and out of and into open shadow trees.
  const up = (element) => {
    if (element.assignedSlot) return element.assignedSlot;
    return element.parentElement ?? page.host(element.getRootNode());
  };
  const around = (element, selector) => {
    for (let at = element; at; at = up(at)) if (at.matches(selector)) return at;
    return null;
  };
  const holds = (outer, element) => {
    for (let at = element; at; at = up(at)) if (at === outer) return true;
    return false;
  };
  const deep = (root, found = []) => {
    for (const one of root.querySelectorAll('*')) {
      found.push(one);
      if (one.shadowRoot) deep(one.shadowRoot, found);
    }
    return found;
  };
  const contained = (element) => {
    const light = element.localName === 'slot'
      ? element.assignedElements().flatMap((one) => [one, ...contained(one)]) : deep(element);
    return element.shadowRoot ? [...light, ...deep(element.shadowRoot)] : light;
  };
  // Text a reader would get, without what is only for machines.
  const text = (element) => (element.innerText || element.textContent || '').replace(/\s+/g, ' ').trim();
  const words = (value) => (value.match(WORD) || []).length;
  const name = (element) => [
    text(element), element.getAttribute('aria-label'), element.title, element.getAttribute('alt'),
    element.value && element.matches('input[type=button],input[type=submit]') ? element.value : '',
    ...[...element.querySelectorAll('img[alt],[title],[aria-label]')].map((one) =>
      `${one.getAttribute('alt') || ''} ${one.title || ''} ${one.getAttribute('aria-label') || ''}`),
    ...(element.getAttribute('aria-describedby') || '').split(/\s+/).map((id) =>
      (id && document.getElementById(id)?.textContent) || ''),
  ].filter(Boolean).join(' ');

  // Names of the template rather than of the place: alike in siblings and on sister pages.
  const named = new Map();  // a step by what it is made of: most are alike
  const step = (at) => {
    const said = at.getAttribute('class') || '', key = `${at.localName} ${said}`;
    if (!named.has(key)) {
      named.set(key, at.localName + page.lastingClasses(at));
    }
    return named.get(key);
  };
  const group = (element) => {
    const steps = [];
    for (let at = element; at && at.localName !== 'body' && steps.length < 4; at = at.parentElement) {
      steps.unshift(step(at));
      const id = at !== element && page.lastingId(at);
      if (id) { steps[0] = `#${id}`; break; }
    }
    const view = element.ownerDocument.defaultView;
    const frame = view === top ? null : view.frameElement;
    return frame ? `${page.path(frame)} >>> ${steps.join(' > ')}` : steps.join(' > ');
  };
  // Examples of many, one that is there next month, too, before the others.
  const steady = (elements) => page.steady(elements, group);
  const say = (element, more = {}) => ({...page.say(element), group: group(element), ...more});
  const listeners = (at) => {
    try { return (window === top ? getEventListeners : page.listeners)(at); } catch { return {}; }
  };
  const code = (handler) => { try { return Function.prototype.toString.call(handler); } catch { return ''; } };

  // Every listener of one kind on an element: its own, its on… attribute, jQuery's behind its own.
  const handlers = (element, kind, listeners) => {
    const found = [];
    if (typeof element[`on${kind}`] === 'function') found.push(code(element[`on${kind}`]));
    for (const one of listeners(element)[kind] || []) found.push(code(one.listener));
    const events = window.jQuery?._data?.(element, 'events');
    for (const one of events?.[kind] || []) if (!one.selector) found.push(code(one.handler));
    for (const key of Object.keys(element)) {
      const given = key.startsWith('__reactProps$') && element[key];
      const one = given && given[`on${kind[0].toUpperCase()}${kind.slice(1)}`];
      if (typeof one === 'function') found.push(code(one));
    }
    return found;
  };
  // What a handler that only calls a function of the page really does: one level deeper.
  const deeper = (source) => {
    const body = source.replace(/^[^{]*\{/, '');
    const names = [...body.matchAll(/(?<![.\w$])([A-Za-z_$][\w$]*)\s*\(/g)].map((one) => one[1]);
    return source + names.map((one) => {
      let own;
      try { own = Object.prototype.hasOwnProperty.call(window, one) && window[one]; } catch { own = null; }
      return typeof own === 'function' ? code(own).slice(0, 3000) : '';
    }).join('\n');
  };
  // Without dialogs: a handler's alert would cost the whole visit.
  const quietly = (act) => {
    const kept = ['alert', 'confirm', 'prompt', 'open'].map((one) => [one, window[one]]);
    for (const [one] of kept) window[one] = () => undefined;
    try { return act(); } finally { for (const [one, old] of kept) window[one] = old; }
  };
  // Style sheets that are asked for and not there: what is seen is not what people usually see.
  const empty = (sheet) => { try { return !sheet?.cssRules.length; } catch { return false; } };
  const unloaded = () => {
    const refused = new Set(performance.getEntriesByType('resource')
      .filter((one) => one.responseStatus >= 400).map((one) => one.name));
    return [...document.querySelectorAll('link[rel~=stylesheet][href]')].filter((one) =>
      !one.disabled && !/alternate/i.test(one.rel) && matchMedia(one.media || 'all').matches
      && (empty(one.sheet) || refused.has(one.href))).length;
  };

  // The windows of frames that can be looked into, and why not those of others. What nobody sees
  // or what is next to nothing does not count.
  const MOST_FRAMES = 8, LEAST_PX = 40;
  const readable = (frame) => {
    let inner = null;
    try { inner = frame.contentDocument; } catch { /* another origin */ }
    if (!inner?.defaultView?.__govcheck || inner.body?.localName !== 'body') return null;
    return inner.readyState === 'loading' ? null : inner;
  };
  const frames = () => {
    const views = [], unread = [];
    const enter = (root) => {
      for (const frame of deep(root).filter((one) => one.localName === 'iframe')) {
        const box = frame.getBoundingClientRect();
        if (!page.shown(frame) || Math.min(box.width, box.height) < LEAST_PX) continue;
        const inner = readable(frame);
        const blank = inner && !inner.body.childElementCount && !inner.body.textContent.trim();
        // One far down may wait for somebody to come near.
        const waits = blank && inner.URL === 'about:blank' && /^https?:/.test(frame.src);
        if (blank && !waits) continue;
        if (inner && !waits && views.length < MOST_FRAMES) {
          views.push(inner.defaultView);
          enter(inner.body);
        } else {
          let host = '';
          try { host = new URL(frame.src, document.baseURI).host; } catch { /* not an address */ }
          unread.push({...page.say(frame), host, own: Boolean(inner) || host === location.host});
        }
      }
    };
    enter(document.body);
    return {views, unread: unread.slice(0, MOST_FRAMES)};
  };
  // Where an element is in the page's window, also one in a frame.
  const placed = (element) => {
    const box = element.getBoundingClientRect();
    for (let at = element.ownerDocument.defaultView; at !== top; at = at.parent) {
      const outer = at.frameElement.getBoundingClientRect();
      box.x += outer.left + at.frameElement.clientLeft;
      box.y += outer.top + at.frameElement.clientTop;
    }
    return box;
  };
  // What has focus, in whatever open shadow tree; the frame that has it, or with "frames" what in it.
  const active = (frames = false) => {
    let at = document.activeElement;
    for (;;) {
      const inner = at?.shadowRoot?.activeElement ?? (frames && at?.localName === 'iframe' && readable(at)?.activeElement);
      if (!inner) return at;
      at = inner;
    }
  };
  return {window, steady, frames, placed, active, holds, listeners, page, unloaded, FOCUSABLE, focusable, shown, up, around, deep, contained, text, words, name, group, say, code, handlers, deeper, quietly};
}
