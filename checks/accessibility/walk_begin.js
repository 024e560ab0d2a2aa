// Prepares a walk by keyboard: remembers how the page was, silences dialogs, puts the start of the
// order of focus at the top, and notes where focus is at each press of Tab.
(tools, given) => {
  const {page, listeners, focusable, shown, group} = tools;
  const stops = [...document.querySelectorAll(tools.FOCUSABLE)]
    .filter((one) => focusable(one) && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}));
  const first = stops.filter((one) => one.tabIndex > 0).sort((a, b) => a.tabIndex - b.tabIndex);
  const order = [...first, ...stops.filter((one) => one.tabIndex === 0)];

  const kept = ['alert', 'confirm', 'prompt', 'open'].map((one) => [one, window[one]]);
  const walk = {order, kept, stirred: [], at: [], scroll: [scrollX, scrollY], active: document.activeElement, address: location.href};
  for (const [one] of kept) window[one] = () => { if (walk.focusing) walk.stirred.push(walk.focusing); };
  walk.note = (event) => { if (event.key === 'Tab') walk.at.push(document.activeElement); };
  window.addEventListener('keydown', walk.note, true);
  page.walk = walk;

  const root = document.documentElement;
  const had = root.getAttribute('tabindex');
  root.setAttribute('tabindex', '-1');
  root.focus({preventScroll: true});
  if (had === null) root.removeAttribute('tabindex'); else root.setAttribute('tabindex', had);

  // What may hold on to focus: handlers of keys and of losing focus, below the page as a whole.
  const KINDS = ['keydown', 'keypress', 'blur', 'focusout'];
  const holds = (element) => { const own = listeners(element); return KINDS.some((kind) => own[kind]?.length); };
  const whole = [window, document, root, document.body].some((one) => {
    const own = listeners(one);
    return ['keydown', 'keypress', 'focusin', 'focus', 'focusout', 'blur'].some((kind) => own[kind]?.some((each) => each.listener !== walk.note));
  });
  const known = new Map();
  const holder = (element) => {
    if (element === document.body || !element) return null;
    if (!known.has(element)) known.set(element, holds(element) ? element : holder(element.parentElement));
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
  return {stops: order.length, holders: walk.holders.length, whole, shown: order.filter(shown).length};
}
