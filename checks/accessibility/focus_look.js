// Puts focus on each kind of stop and compares how it looks with and without: only after a real
// press of Tab, so that :focus-visible applies. Also: what throws focus off, and the order of stops.
(tools, given) => {
  const {page, say, shown, group, name, up} = tools;
  const order = page.walk.order;
  const LOOKS = ['backgroundColor', 'backgroundImage', 'backgroundPosition', 'color', 'textDecorationLine', 'textDecorationColor',
    'textDecorationStyle', 'textDecorationThickness', 'opacity', 'visibility', 'display', 'transform', 'filter', 'clip', 'clipPath',
    'fontWeight', 'fontSize', 'textShadow', 'boxShadow', 'left', 'top', 'width', 'height', 'content'];
  const clear = (colour) => /^rgba\(.*, 0\)$|^transparent$/.test(colour);
  // The plain colour around an element: a line of the same is none.
  const behind = (element) => {
    for (let at = up(element); at; at = up(at)) {
      const {backgroundColor, backgroundImage} = getComputedStyle(at);
      if (backgroundImage !== 'none') return null;
      if (!clear(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const lined = (style, part, element) => {
    const [kind, width, colour] = ['Style', 'Width', 'Color'].map((one) => style[part + one]);
    return kind === 'none' || width === '0px' || clear(colour)
      || part === 'outline' && kind !== 'auto' && !/^-/.test(style.outlineOffset) && colour === behind(element) ? 'none' : `${kind} ${width} ${colour}`;
  };
  const look = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && style.content === 'none') return '';
    const lines = ['outline', 'borderTop', 'borderRight', 'borderBottom', 'borderLeft'].map((one) => lined(style, one, element));
    return [...lines, lines[0] === 'none' ? '' : style.outlineOffset, ...LOOKS.map((one) => style[one])].join('|');
  };
  // A shadow tree may mark its host, and a host what is in its tree.
  const hosts = (element) => {
    const host = page.host(element.getRootNode());
    return host ? [host, ...hosts(host)] : [];
  };
  const near = (element) => [element.parentElement, element.parentElement?.parentElement, up(element), up(up(element) ?? element),
    element.nextElementSibling, element.previousElementSibling, element.labels?.[0],
    ...hosts(element).flatMap((one) => [one, ...[...one.shadowRoot.querySelectorAll('*')].slice(0, 12)]), ...[...element.querySelectorAll('*')].slice(0, 8), ...[...element.shadowRoot?.querySelectorAll('*') ?? []].slice(0, 8)]
    .filter((one) => one && one.localName !== 'body');
  const around = (element) => {
    const box = element.getBoundingClientRect();
    return [look(element, '::before'), look(element, '::after'), `${Math.round(box.width)} ${Math.round(box.height)}`,
      ...near(element).flatMap((one) => [look(one), look(one, '::before'), look(one, '::after')])].join('\n');
  };
  // A look that is only on its way, as a transition, is a change, too.
  const transition = (one) => 'transitionProperty' in one;
  const turning = (element) => element.getAnimations({subtree: true}).some(transition)
    || near(element).some((one) => one.getAnimations().some(transition));
  const active = () => tools.active(true);
  const drop = () => { active()?.blur?.(); };
  let told = false;
  const hear = () => { told = true; };
  const focus = (element) => {
    told = false;
    element.addEventListener('focus', hear, {once: true, capture: true});
    page.walk.focusing = element;
    element.focus({preventScroll: true});
    page.walk.focusing = null;
    element.removeEventListener('focus', hear, true);
    return element.getRootNode().activeElement === element;
  };
  const OWN_MARK = 'iframe,area,audio,video,object,embed,textarea,[contenteditable]:not([contenteditable=false]),'
    + 'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]):not([type=reset]):not([type=image]):not([type=file]):not([type=range]):not([type=color])';
  const clipped = (element) => {
    const box = element.getBoundingClientRect();
    const view = element.ownerDocument.defaultView;
    if (box.right + view.scrollX <= 0 || box.bottom + view.scrollY <= 0) return true;
    for (let at = up(element); at && at.localName !== 'body'; at = up(at)) {
      if (getComputedStyle(at).overflow === 'visible') continue;
      const frame = at.getBoundingClientRect();
      if (box.right <= frame.left + 1 || box.left >= frame.right - 1 || box.bottom <= frame.top + 1 || box.top >= frame.bottom - 1) return true;
    }
    return false;
  };
  const seen = new Map();
  const unmarked = [], thrown = [];
  let looked = 0, usual = false;
  const judge = (element) => {
    if (!shown(element) && !element.matches('input')) return true;
    drop();  // what a script does when the one before loses focus is not this one's doing
    const before = look(element);
    if (!focus(element)) {
      if (told && active()?.localName === 'body') { thrown.push(element); return false; }
      return true;
    }
    // Frames decide for themselves whether they show a focus that a script gave.
    if (element.ownerDocument !== document && !element.matches(':focus-visible')) return true;
    looked += 1;
    usual = getComputedStyle(element).outlineStyle === 'auto';
    if (element.matches(OWN_MARK) || look(element) !== before) return true;
    const focused = around(element);
    if (turning(element)) return true;
    drop();
    if (around(element) !== focused || clipped(element)) return true;
    unmarked.push(element);
    return false;
  };
  const address = location.href;
  const listed = order.slice(0, given.most);
  for (const element of listed) {
    const kind = `${group(element)} ${element.type || ''} ${element.getAttribute('style') || ''} ${element.getAttribute('onfocus') || ''}`;
    const known = seen.get(kind) || {looked: 0, bad: false, rest: []};
    seen.set(kind, known);
    if (known.looked >= given.sample && !known.bad) { known.rest.push(element); continue; }
    usual = false;
    const good = judge(element);
    // Whose mark is the browser's own are alike, and one is enough.
    known.looked += usual ? given.sample : 1;
    if (!good) {
      known.bad = true;
      known.rest.splice(0).forEach(judge);
    }
    if (location.href !== address) break;
  }
  drop();
  scrollTo({left: page.walk.scroll[0], top: page.walk.scroll[1], behavior: 'instant'});

  const placed = listed.filter((one) => one.ownerDocument === document && shown(one) && !['fixed', 'sticky', 'absolute'].includes(getComputedStyle(one).position));
  const back = [];
  let a = null;
  for (const one of placed) {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    if (a && top < a.top - 40 && bottom < a.top + 4 && left < a.right && right > a.left) back.push(one);
    a = {left, top, right};
  }
  const grouped = (elements) => {
    const groups = new Map();
    for (const one of elements) {
      const key = group(one);
      if (!groups.has(key)) groups.set(key, {one, count: 0});
      groups.get(key).count += 1;
    }
    return [...groups.values()].sort((a, b) => b.count - a.count || (group(a.one) < group(b.one) ? -1 : 1))
      .slice(0, 10).map(({one, count}) => say(one, {count, text: name(one).slice(0, 30)}));
  };
  page.walk.unmarked = unmarked;
  return {
    looked, stops: order.length, kinds: seen.size,
    unmarked: grouped(unmarked), unmarkedCount: unmarked.length, thrown: grouped(thrown), thrownCount: thrown.length,
    stirred: grouped([...new Set(page.walk.stirred)]), stirredCount: new Set(page.walk.stirred).size,
    unread: page.walk.unread, back: tools.steady(back).slice(0, 3).map((one) => say(one)), backCount: back.length,
  };
}
