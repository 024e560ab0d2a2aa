// The structural token of an element: its class path and what rules look at. The same function
// over the source is crawler/browser/tokens.py; tests compare the two, so change both or none.
(() => {
  const DEEPEST = 120;
  const LONGEST_STEP = 200;
  const words = (text) => new Set(text.split(' '));
  const CLOSED = words('script style template noscript');
  const FIELDS = words('input select textarea');
  const WITH_CHILDREN = words('ul ol dl table thead tbody tfoot tr select object video audio a '
    + 'button fieldset figure details');
  const VALUED = words('role lang type tabindex color bgcolor scope autocomplete accesskey');
  const STATED = words('alt title placeholder for summary');
  const PRESENT = words('hidden disabled contenteditable controls autoplay muted loop usemap');
  const WORDED = words('aria-label aria-labelledby aria-describedby aria-controls aria-owns '
    + 'aria-activedescendant aria-details aria-errormessage aria-flowto aria-placeholder '
    + 'aria-roledescription aria-valuetext aria-valuenow aria-valuemin aria-valuemax aria-setsize '
    + 'aria-posinset aria-rowindex aria-colindex aria-rowcount aria-colcount aria-keyshortcuts '
    + 'aria-description');
  const READ_METAS = words('viewport refresh');
  const UNHEARD = words('onload onerror onunload');
  const STYLE_VALUED = words('color background background-color background-image display '
    + 'visibility opacity position font-size text-decoration text-decoration-line overflow');
  const STYLE_SIZED = words('width min-width');
  const WIDE = 320;
  const SEEN = new RegExp('[^\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f'
    + '\\u205f\\u3000\\ufeff]');
  const SPACE = /[\t\n\f\r ]+/g;
  const MOVING = new RegExp('^(?:is-(?:active|visible|prev|next|selected)'
    + '|(?:swiper|slick|splide|glide|flickity|owl)-(?:[a-z-]+-)?(?:active|visible|current|cloned|'
    + 'center|duplicate|initialized|loaded)'
    + '|swiper-slide-(?:[a-z]+-)?(?:next|prev)'
    + '|swiper-(?:horizontal|vertical|backface-hidden|watch-progress))$');

  const trimmed = (text) => text.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '');
  const state = (text) => (SEEN.test(text) ? '1' : '0');
  // The outermost drawing an element is in: one thing as far as structure goes.
  const drawn = (element) => {
    let found = null;
    for (let one = element; one; one = one.parentElement) {
      if (one.localName === 'svg' || one.localName === 'math') found = one;
    }
    return found;
  };

  const hasText = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3 ? SEEN.test(child.data)
        : child.nodeType === 1 && !CLOSED.has(child.localName) && hasText(child)) return true;
    }
    return false;
  };
  const holds = (element, selector, fits) => [...element.querySelectorAll(selector)].some(
    (one) => [null, one].includes(drawn(one)) && !one.closest('noscript') && fits(one));
  const hasName = (element) => holds(element, '[alt], [title], [aria-label]',
    (one) => ['alt', 'title', 'aria-label'].some((name) => one.getAttribute(name)));
  const FOCUS = 'input, select, textarea, button, a[href]';
  const hasFocus = (element) => holds(element, FOCUS, () => true);

  const step = (element) => {
    const names = new Set((element.getAttribute('class') || '').split(SPACE).filter(Boolean)
      .map((name) => name.replace(/[0-9]{4,}/g, '0')));
    const kept = [...names].filter((name) => !MOVING.test(name)).sort();
    return [element.localName, ...kept].join('.').slice(0, LONGEST_STEP);
  };

  const style = (text) => {
    const said = new Set();
    for (const part of text.toLowerCase().replace(SPACE, '').split(';')) {
      const at = part.indexOf(':');
      const name = part.slice(0, at);
      const value = part.slice(at + 1);
      if (at < 1 || !value) continue;
      if (STYLE_VALUED.has(name)) {
        said.add(`${name}:${value.includes('url(') ? 'url(' : value.slice(0, 40)}`);
      } else if (STYLE_SIZED.has(name)) {
        const number = value.replace(/!important$/, '').replace(/px$/, '');
        if (/^[0-9]{1,8}$/.test(number) && Number(number) > WIDE) said.add(name);
      } else {
        said.add(value.endsWith('!important') ? `${name}!` : name);
      }
    }
    return [...said].sort().join(',');
  };

  const where = (text) => {
    const href = trimmed(text);
    if (!href) return '0';
    if (href[0] === '#') return href.length === 1 ? '#' : '#x';
    return href.slice(0, 11).toLowerCase() === 'javascript:' ? 'js' : 'x';
  };

  const sign = (tag, name, value) => {
    if (['class', 'id', 'src'].includes(name)) return '';
    if (name === 'href') return `href=${where(value)}`;
    if (name === 'style') return style(value) && `style=${style(value)}`;
    if (STATED.has(name)) return `${name}=${state(value)}`;
    if (VALUED.has(name)) return `${name}=${trimmed(value).toLowerCase().slice(0, 20)}`;
    if (PRESENT.has(name)) return name;
    if (name.startsWith('aria-')) {
      return `${name}=${WORDED.has(name) ? state(value) : trimmed(value).slice(0, 20)}`;
    }
    if (name.startsWith('on') && !UNHEARD.has(name)) return name;
    if (name === 'target' && value.toLowerCase() === '_blank') return 'blank';
    return tag === 'input' && name === 'value' ? `value=${state(value)}` : '';
  };

  const meta = (element) => {
    const name = (element.getAttribute('name') || element.getAttribute('http-equiv') || '')
      .toLowerCase();
    const content = (element.getAttribute('content') || '').toLowerCase().replace(SPACE, '');
    return READ_METAS.has(name) ? `${name}=${content.slice(0, 120)}` : '';
  };

  const signature = (element) => {
    const tag = element.localName;
    if (tag === 'meta') return meta(element);
    const closed = CLOSED.has(tag) || drawn(element);
    const said = [...element.attributes].map((one) => sign(tag, one.name, one.value))
      .filter(Boolean).sort();
    if (WITH_CHILDREN.has(tag) && element.firstElementChild) {
      said.push(`+${[...new Set([...element.children].map((one) => one.localName))].sort()}`);
    }
    if (tag === 'table' && [...element.querySelectorAll('th')]
      .some((one) => one.parentElement.closest('table') === element)) said.push('th');
    if (!closed && (element.hasAttribute('role') || element.hasAttribute('aria-hidden'))
      && hasFocus(element)) said.push('focus');
    return said.join(';');
  };

  const more = (element) => {
    const root = element.getRootNode();
    if (FIELDS.has(element.localName)) {
      return element.id && root.querySelector(`label[for="${window.CSS.escape(element.id)}"]`) ? ';L' : '';
    }
    if (element.localName !== 'html') return '';
    const title = [...root.querySelectorAll('title')].some((one) => !drawn(one) && hasText(one));
    const found = [title, Math.min(root.querySelectorAll('h1').length, 2),
      root.querySelector('h1, h2, h3, h4, h5, h6, [role="heading"]'),
      root.querySelector('main, [role="main"]')];
    return `;page=${found.map((one) => Number(one instanceof Element || one)).join('')}`;
  };

  // Where an element of a shadow tree or a frame is: in its host, which the page's source has.
  const outside = (element) => {
    const root = element.getRootNode();
    if (__govcheck.host(root)) return root.host;
    try { return element.ownerDocument.defaultView?.frameElement; } catch { return null; }
  };

  const steps = (element) => {
    const found = [];
    for (let one = element; one; one = one.parentElement) found.unshift(step(one));
    const host = outside(element);
    return host ? [...steps(host), '>>', ...found] : found;
  };

  __govcheck.token = (given) => {
    const element = drawn(given) || given;
    const found = steps(element);
    if (found.length > DEEPEST) return '';
    let has = '';
    if (!CLOSED.has(element.localName)) {
      const text = drawn(element) ? SEEN.test(element.textContent) : hasText(element);
      has = text ? 't' : !drawn(element) && hasName(element) ? 'n' : '';
    }
    return `${found.join('>')}|${signature(element)}${more(element)}|${has}`;
  };
})();
