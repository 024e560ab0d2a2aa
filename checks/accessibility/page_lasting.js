// What an element is called every month, for the key of a finding: its place in the template, and what
// it says of itself. Positions, states and generated names are in neither. Why the one or the other
// names a fault is told in checks/accessibility/lasting.py.
(() => {
  const tools = __govcheck;
  const LONGEST = 160;
  const STEP = 100;
  const DEEPEST = 2000;
  const STATE = new RegExp('^(?:(?:.*[-_])?(?:active|current|selected|hover(?:ed)?|focus(?:ed)?|expanded|collapsed'
    + '|loaded|loading|initialized|checked)'
    + '|curr?|select|on|in|open(?:ed)?|shown?|visible|hide|hidden|closed|lazy(?:load)?|cloned?|first|last|odd|even|fade|wow|animated'
    + '|is-(?:visible|prev|next|open|shown|hidden)|aos-.*|animate__.*|ng-(?:star-inserted|animating)|v-(?:enter|leave).*'
    + '|(?:swiper|slick|splide|glide|flickity|owl)-(?:[a-z-]+-)?(?:visible|cloned|center|duplicate)'
    + '|swiper-slide-(?:[a-z]+-)?(?:next|prev)|swiper-(?:horizontal|vertical|backface-hidden|watch-progress))$', 'i');
  const ICON = /^(?:.*ico|fa|bi|ri|mdi)/i;  // the rest is what it shows
  // "li3", "item-12": the third one today.
  const COUNTED = /^((?:.*[-_])?(?:item|li|row|slide|index|idx|num|no|line|tr|td|dot|post)[-_]?)\d{1,3}$/i;
  const COUNTED_ID = /_ctl\d+|(?:rpt|repeater|gridview|datalist|listview)\w*_\d+$/i;
  const FRAMEWORK = /^(?:css-[0-9a-z]{5,8}(?:-.*)?|sc-[0-9a-z]{5,8}(?:-\d+)?|jsx-\d+|jss\d+|emotion-\d+|svelte-[0-9a-z]{5,8}|astro-[0-9a-z]{8}|ng-tns-.*|_ng(?:content|host)-.*|_[0-9][0-9a-z]{4,})$/i;
  const turns = (text) => (text.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])|[a-z](?=[A-Z])/g) || []).length;
  // A piece that builders make of what a style sheet holds: "3kT9d", "1x2y3z".
  const hashed = (piece) => /^[0-9A-Za-z]{5,8}$/.test(piece) && /[0-9]/.test(piece) && turns(piece) > 2;
  const kept = (name, among) => {
    if (FRAMEWORK.test(name) || !ICON.test(name) && STATE.test(name)) return '';
    // Styled components come in pairs: "sc-bdVaJa kXgTzQ".
    if (/^[A-Za-z]{5,7}$/.test(name) && /[a-z][A-Z]/.test(name) && among.some((one) => /^sc-/.test(one))) return '';
    const parts = /^(.*?)([-_]{1,2})([0-9A-Za-z]{5,8})(?:_\d{1,3})?$/.exec(name);  // "Nav_item__3kT9d", "_btn_1x2y3_12"
    if (parts && (hashed(parts[3]) || /^_.+_[0-9a-z]{5}_\d+$/.test(name))) return parts[1].replace(/^_/, '');
    if (hashed(name) || tools.random(name)) return '';
    return ICON.test(name) ? name : name.replace(/[0-9]{4,}/g, '0').replace(COUNTED, '$1#');
  };
  const known = new Map();
  const classes = (said) => {
    if (!known.has(said)) {
      const names = said.split(/[\t\n\f\r ]+/).filter(Boolean);
      const lasting = new Set(names.map((one) => kept(one, names)).filter(Boolean));
      known.set(said, [...lasting].sort().map((one) => `.${one}`).join('').slice(0, STEP));
    }
    return known.get(said);
  };
  const lastingClasses = (element) => {
    const said = element.getAttribute('class');
    return said ? classes(said) : '';
  };
  const lastingId = (element) => {
    const id = element.getAttribute('id');
    return id && !/\d{3,}/.test(id) && !COUNTED.test(id) && !COUNTED_ID.test(id) && !tools.madeUp(id) && kept(id, []) === id ? id : '';
  };

  const digest = (text) => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return ((high ^ low >>> 13) >>> 0).toString(36) + ((low ^ high >>> 16) >>> 0).toString(36);
  };
  const brief = (text, most = LONGEST) => (text.length > most ? `${text.slice(0, most / 2)}…${text.slice(-most / 4)} ~${digest(text)}` : text);

  const outside = (element) => {
    const host = tools.host(element.getRootNode());
    if (host) return host;
    try { return element.ownerDocument.defaultView?.frameElement; } catch { return null; }
  };
  const places = new WeakMap();
  const place = (element) => {
    if (places.has(element)) return places.get(element);
    const id = lastingId(element);
    const own = id ? `#${id}` : element.localName + (element.matches('html,body') ? '' : lastingClasses(element));
    const parent = element.parentElement;
    const around = parent && !id && !element.matches('body,head') ? place(parent) : '';
    const host = !parent || id ? outside(element) : null;
    const outer = host ? `${place(host)} >>> ` : '';
    const whole = outer + (around && around !== 'body' ? `${around} > ${own}` : own);
    const said = whole.length > DEEPEST ? `~${digest(whole)} > ${own}` : whole;
    places.set(element, said);
    return said;
  };

  // Where the template names nothing, header and footer are told apart by the block of the page, counted
  // from below: what is new is put on top.
  const BLOCKS = 'div,table,section,header,footer,main,center,form';
  const block = (element) => {
    if (/[.#]/.test(place(element))) return '';
    let said = '';
    for (let at = element; at.parentElement; at = at.parentElement) {
      const alike = at.matches(BLOCKS) ? [...at.parentElement.children].filter((one) => one.localName === at.localName) : [];
      if (alike.length > 1) said = `（${at.localName} 倒数第 ${alike.length - alike.indexOf(at)} 个）`;
    }
    return said;
  };

  // The same as checks/passing_addresses.py: change both or none.
  const STATIC = /\.(?:jpe?g|png|gif|webp|bmp|svg|avif|ico|css|js|mp4|mp3|pdf)$/i;
  const NEVER_ITS_OWN = /^(?:_|_t|timestamp|rnd|rand|random|nocache|j?session_?id|phpsessid)$/i;
  const OF_A_FILE = /^(?:t|ts|r|time|hash|_?v|ver|version|build)$/i;
  // "logo.82b9c7a5.png" is built from "logo.png"; a whole name of figures is a picture's own.
  const BUILT = /([A-Za-z][\w-]*)\.(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{32})(\.(?:jpe?g|png|gif|webp|bmp|svg|avif|ico))$/i;
  const BUNDLED = /(\/(?:assets|static|_next|_nuxt|dist|build)\/(?:.*\/)?[A-Za-z][\w-]*?)-(?=[\w-]*[0-9])[\w-]{8}(\.(?:jpe?g|png|gif|webp|bmp|svg|avif|ico))$/i;
  const passes = (part, file) => {
    const [, name, value = ''] = /^([^=]*)=?([^]*)$/.exec(part);
    if (NEVER_ITS_OWN.test(name)) return true;
    if (!file || !OF_A_FILE.test(name)) return false;
    return /^(?:[0-9]{8,}|0?\.[0-9]{5,})$/.test(value) || tools.madeUp(value) || /^_?(?:v|build)/i.test(name) && /^[0-9.]+$/.test(value);
  };
  const address = (raw, element) => {
    const text = (raw || '').trim();
    if (!text || /^#$|^javascript:\s*(?:void\s*\(?\s*0?\s*\)?)?\s*;*$/i.test(text)) return '';
    if (/^data:/i.test(text)) return `data:${text.length}${digest(text)}`;
    if (/^(?:#|[a-z]+:(?!\/\/))/i.test(text)) return text.slice(0, 120);
    try {
      const url = new URL(text, element.baseURI);
      const path = url.pathname.replace(/;jsessionid=[^/]*/i, '').replace(BUILT, '$1$2').replace(BUNDLED, '$1$2');
      const query = url.search.slice(1).split('&').filter((one) => one && !passes(one, STATIC.test(path))).join('&');
      return (url.origin === location.origin ? '' : url.origin) + path + (query && `?${query}`) + url.hash;
    } catch { return text.slice(0, 120); }
  };
  // Counts and dates change by themselves.
  const words = (element, most = 40) => {
    const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let said = '';
    for (let seen = 0; said.length < most && seen < 200 && walker.nextNode(); seen += 1) {
      if (!walker.currentNode.parentElement?.closest('script,style')) said += walker.currentNode.data.replace(/[\s\d]+/g, '');
    }
    return said.slice(0, most);
  };
  // What stands before a field is what people take for its label.
  const before = (field) => {
    for (let at = field, up = 0; at && up < 3; at = at.parentElement, up += 1) {
      for (let side = at.previousSibling; side; side = side.previousSibling) {
        const said = side.nodeType === 3 ? side.data.replace(/[\s\d]+/g, '') : side.nodeType === 1 ? words(side, 20) : '';
        if (said) return said.slice(-20);
        if (side.nodeType === 1 && side.matches('input,select,textarea')) return '';
      }
    }
    return '';
  };
  const ADDRESSES = ['href', 'data', 'poster', 'action', 'xlink:href'];
  const NAMES = ['id', 'name', 'alt', 'title', 'aria-label', 'placeholder', 'value', 'coords'];

  // A picture that is loaded late has a stopgap for a source until somebody comes near.
  const PICTURE = /\.(?:jpe?g|png|gif|webp|bmp|svg|avif)(?:[?#]|$)/i;
  const source = (element) => {
    const late = element.localName === 'img' && element.getAttributeNames().find((name) =>
      !/^(?:src|srcset|alt|title|class|style|usemap|on.*)$/.test(name) && PICTURE.test(element.getAttribute(name)));
    return address(element.getAttribute(late || 'src'), element);
  };
  const parts = (element) => [...element.getElementsByTagName('*')].slice(0, 6).map((one) => {
    const link = source(one) || address(one.getAttribute('href') || one.getAttribute('xlink:href'), one);
    const drawn = one.getAttribute('d');
    return `${one.localName}${lastingClasses(one)}${link && `=${link}`}${drawn ? `=${digest(drawn)}` : ''}`;
  }).join(' ');
  // What an element says of itself; "weak" where that is too little to know it among others of its kind.
  const mark = (element) => {
    const said = [], add = (name, value) => value && said.push(name ? `${name}=${value}` : value);
    add('', source(element));
    for (const name of ADDRESSES) if (element.hasAttribute(name)) add(name === 'href' ? '' : name, address(element.getAttribute(name), element));
    for (const name of NAMES) {
      if (!element.hasAttribute(name) || name === 'value' && !/^(?:button|submit|reset|image|radio|checkbox)$/.test(element.type)) continue;
      add(name, name === 'id' ? lastingId(element) : element.getAttribute(name).trim().replace(/\d{3,}/g, '0').slice(0, 60));
    }
    const field = element.matches('input,select,textarea');
    if (!field) add('', words(element.matches('td,th') && element.closest('table') || element));
    else if (!element.name && !lastingId(element)) add('', before(element));
    const weak = field || !said.length;
    if (weak) add('', (element.getAttribute('onclick') || '').slice(0, 80));
    add('type', field && element.getAttribute('type'));
    if (!field) add('', parts(element));
    return {said: said.join(' '), weak};
  };

  const TELLING = ['role', 'type', 'lang', 'scope', 'autocomplete', 'http-equiv', 'content', 'tabindex'];
  // What the template wrote on the element, without values that scripts turn over.
  const kind = (element) => (element.matches('html,body') ? [] : [
    ...TELLING.filter((name) => element.hasAttribute(name)).map((name) => `${name}=${element.getAttribute(name).trim().slice(0, 60)}`),
    ...(element.hasAttribute('name') ? [`name=${element.getAttribute('name').replace(/\d+/g, '0').slice(0, 60)}`] : []),
    ...element.getAttributeNames().filter((name) => name.startsWith('aria-') && name !== 'aria-hidden'),
  ]).join(' ');
  const hex = (colour) => colour.replace(/^rgba?\(([^)]*)\)$/, (all, said) => said.split(/[\s,/]+/).filter(Boolean)
    .map((one, at) => (at < 3 ? Number(one).toString(16).padStart(2, '0') : `/${one}`)).join(''));
  // As the style sheets say: what is faded in at the moment has the same.
  const grounds = new WeakMap();
  const ground = (element) => {
    if (!element) return '';
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage} = getComputedStyle(element);
      const own = backgroundImage !== 'none' ? '图' : /^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor) ? '' : hex(backgroundColor);
      grounds.set(element, own || ground(element.parentElement ?? tools.host(element.getRootNode())));
    }
    return grounds.get(element);
  };
  const colours = (element) => `${hex(getComputedStyle(element).color)}/${ground(element)}`;

  const NAMED = new Set(('image-alt input-image-alt area-alt object-alt svg-img-alt role-img-alt link-name button-name '
    + 'input-button-name frame-title frame-title-unique label select-name video-caption audio-caption no-autoplay-audio '
    + 'aria-command-name aria-input-field-name aria-toggle-field-name aria-tooltip-name aria-treeitem-name aria-meter-name '
    + 'aria-progressbar-name aria-dialog-name summary-name server-side-image-map label-content-name-mismatch '
    + 'td-headers-attr th-has-data-cells td-has-header table-fake-caption p-as-heading form-field-multiple-labels valid-lang').split(' '));
  const COLOURED = /^(?:color-contrast|color-contrast-enhanced|link-in-text-block)$/;

  // {lasting, weak}: what a fault of an axe rule at an element is called.
  const identity = (rule, element) => {
    const at = brief(place(element));
    if (NAMED.has(rule)) {
      const {said, weak} = mark(element);
      return {lasting: said ? `${at} ｜ ${brief(said)}` : at + block(element), weak};
    }
    const said = [kind(element), COLOURED.test(rule) ? colours(element) : ''].filter(Boolean).join(' ');
    const there = at + block(element);
    return {lasting: said ? `${there} · ${brief(said)}` : there, weak: false};
  };
  // One of many to stand for all, first: of the kind there are most of, which is the same next month,
  // whatever is put above it; among as many, lowest by a digest of its name.
  const steady = (found, name) => {
    const kinds = new Map();
    for (const one of found) {
      const said = name(one);
      if (!kinds.has(said)) kinds.set(said, {one, count: 0, lot: digest(said).padStart(16, '0')});
      kinds.get(said).count += 1;
    }
    const ranked = [...kinds.values()].sort((a, b) => b.count - a.count || (a.lot < b.lot ? -1 : 1));
    const first = ranked[0]?.one;
    return found.length ? [first, ...found.filter((one) => one !== first)] : [];
  };
  // A tree that scripts made may be deeper than a function can go.
  const placed = (element) => { try { return brief(place(element)); } catch { return ''; } };
  Object.assign(tools, {place: placed, identity, steady, lastingClasses, lastingId});
})();
