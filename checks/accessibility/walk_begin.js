// Prepares a walk by keyboard: remembers how the page was, silences dialogs, puts the start of the
// order of focus at the top, and notes where focus is at each press of Tab.
(tools, given) => {
  const {page, listeners, focusable, group, up} = tools;
  const stop = (one) => one.matches(tools.FOCUSABLE) && focusable(one) && one.tabIndex >= 0
    && one.checkVisibility({visibilityProperty: true});
  const {views, unread} = tools.frames();
  // Stops in the order of Tab: a shadow tree, what is put into a slot and a frame have an order of
  // their own, which comes where they stand.
  const inOrder = (children) => {
    const found = [];
    const visit = (one) => {
      const mine = stop(one);
      const root = one.shadowRoot;
      if (root && !(one.hasAttribute('tabindex') && one.tabIndex < 0)) {
        const inner = inOrder(root.children);
        found.push({tab: mine ? one.tabIndex : 0, stops: mine && !root.delegatesFocus ? [one, ...inner] : inner});
        return;
      }
      if (mine) found.push({tab: one.tabIndex, stops: [one]});
      const inner = one.localName === 'iframe' && views.find((view) => view.frameElement === one);
      if (inner) found.push({tab: mine ? one.tabIndex : 0, stops: inOrder(inner.document.body.children)});
      const slotted = one.localName === 'slot' ? one.assignedElements() : [];
      if (slotted.length) found.push({tab: 0, stops: inOrder(slotted)});
      else for (const child of one.children) visit(child);
    };
    for (const one of children) visit(one);
    const first = found.filter((one) => one.tab > 0).sort((a, b) => a.tab - b.tab);
    return [...first, ...found.filter((one) => one.tab === 0)].flatMap((one) => one.stops);
  };
  const order = inOrder([document.documentElement]);
  const flat = order.filter((one) => one.getRootNode() === document);

  const kept = ['alert', 'confirm', 'prompt', 'open'].map((one) => [one, window[one]]);
  const walk = {order, flat, unread, kept, stirred: [], at: [], scroll: [scrollX, scrollY], active: tools.active(), address: location.href};
  for (const [one] of kept) window[one] = () => { if (walk.focusing) walk.stirred.push(walk.focusing); };
  walk.note = (event) => { if (event.key === 'Tab') walk.at.push(tools.active()); };
  window.addEventListener('keydown', walk.note, true);
  page.walk = walk;

  const root = document.documentElement;
  const had = root.getAttribute('tabindex');
  root.setAttribute('tabindex', '-1');
  root.focus({preventScroll: true});
  if (had === null) root.removeAttribute('tabindex'); else root.setAttribute('tabindex', had);

  // What may hold on to focus: handlers of keys and of losing focus, below the page as a whole.
  const KINDS = ['keydown', 'keypress', 'blur', 'focusout'];
  const hears = (at) => { const own = listeners(at); return KINDS.some((kind) => own[kind]?.length); };
  const holds = (element) => hears(element) || Boolean(element.shadowRoot && hears(element.shadowRoot));
  const whole = [window, document, root, document.body].some((one) => {
    const own = listeners(one);
    return ['keydown', 'keypress', 'focusin', 'focus', 'focusout', 'blur'].some((kind) => own[kind]?.some((each) => each.listener !== walk.note));
  });
  const known = new Map();
  const holder = (element) => {
    if (!element || element.localName === 'body') return null;
    if (!known.has(element)) known.set(element, holds(element) ? element : holder(up(element)));
    return known.get(element);
  };
  const last = new Map();
  order.slice(0, given.most).forEach((one, index) => {
    const at = holder(one);
    if (at) last.set(at, index);
  });
  const kinds = new Map();
  for (const [at, index] of last) {
    const name = group(at);
    if (!kinds.has(name)) kinds.set(name, {at, index});
  }
  walk.holders = [...kinds.values()];
  walk.holding = [...last.keys()];
  return {stops: order.length, holders: walk.holders.length, whole};
}
