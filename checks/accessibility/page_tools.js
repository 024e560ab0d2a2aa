// Preloaded into every frame of a visited page, before its own scripts: what gather functions share.
// Elements are described the same way everywhere: {target, html, token, place}.
(() => {
  const SNIPPET = 300;
  const escape = window.CSS.escape.bind(window.CSS);

  const host = (root) => (root.nodeType === Node.DOCUMENT_FRAGMENT_NODE && root.host) || null;

  const within = (element) => {
    const root = element.getRootNode();
    const id = element.getAttribute('id');  // a form's own "id" may be one of its fields
    if (id && !tools.madeUp(id) && root.querySelectorAll(`#${escape(id)}`).length === 1) return `#${escape(id)}`;
    const name = element.localName;
    const parent = element.parentElement || (host(root) && root);
    if (!parent) return name;
    const alike = [...parent.children].filter((child) => child.localName === name);
    const step = alike.length > 1 ? `${name}:nth-of-type(${alike.indexOf(element) + 1})` : name;
    return name === 'body' || parent === root ? step : `${within(parent)} > ${step}`;
  };

  // A shadow tree has no body to start from, so that its first step may fit something deeper.
  const own = (element, root) => {
    const here = within(element);
    return host(root) && root.querySelector(here) !== element ? `:host > ${here}` : here;
  };

  // A CSS path; " >>> " leads into a shadow tree or a frame of the same origin.
  const path = (element) => {
    const root = element.getRootNode();
    const here = own(element, root);
    if (host(root)) return `${path(root.host)} >>> ${here}`;
    let frame = null;
    try { frame = element.ownerDocument.defaultView?.frameElement; } catch { /* another origin */ }
    return frame ? `${path(frame)} >>> ${here}` : here;
  };

  const snippet = (element) => {
    const shallow = element.cloneNode(false).outerHTML;
    const text = (element.textContent || '').replace(/\s+/g, ' ').trim();
    const close = shallow.lastIndexOf('</');
    const whole = close > 0 && text
      ? shallow.slice(0, close) + text.slice(0, SNIPPET) + shallow.slice(close) : shallow;
    return whole.slice(0, SNIPPET);
  };

  // Drawn on the page, somewhere: not hidden by display, visibility, opacity or an empty box.
  const shown = (element) => {
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };

  // The element at axe-core's path, null where it cannot be looked into.
  const find = (target) => {
    let root = document, element = null;
    try {
      for (const selector of target.flat()) {
        element = root.querySelector(selector);
        root = element.shadowRoot || element.contentDocument;
      }
    } catch { return null; }
    return element;
  };

  // A path of axe-core's, without names that scripts make up: there the part is our own, or where the
  // document cannot be looked into axe's path by places alone. A part is a selector of one document, or
  // a list of them through shadow trees.
  const lasting = (target, ancestry = []) => {
    let root = document;
    const one = (selector, place) => {
      let element = null;
      try { element = root.querySelector(selector); } catch { /* not of this origin, or not a selector */ }
      const said = !tools.leans(selector) ? selector : element ? own(element, root) : place || selector;
      root = element?.shadowRoot || element?.contentDocument || null;
      return said;
    };
    return target.map((part, at) => (Array.isArray(part)
      ? part.map((selector, inner) => one(selector, ancestry[at]?.[inner])) : one(part, ancestry[at])));
  };

  const tools = {path, host, snippet, shown, find, lasting, token: () => ''};
  tools.say = (element) => ({
    target: path(element), html: snippet(element), token: tools.token(element), place: tools.place(element),
  });
  // DevTools' own function tells of one window's listeners alone: looks at a frame need the frame's.
  try { if (window !== top) tools.listeners = getEventListeners; } catch { /* not given */ }
  Object.defineProperty(window, '__govcheck', {value: tools, configurable: true});
})();
