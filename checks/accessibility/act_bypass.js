// Whether anything helps to get past what this page has in common with another page of the site.
// Only a page without the usual help is compared; the other page is one it links to.
async () => {
  const tools = window.__govcheck;
  const FETCH_MS = 3000, TRIED = 2, EXAMPLES = 3;
  const BLOCK = 'nav,aside,header,footer,[role=navigation],[role=complementary],[role=banner],[role=contentinfo]';
  const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
  const visible = (element) => element.checkVisibility({visibilityProperty: true});
  const listed = (element) => visible(element) && !element.closest('[aria-hidden="true"]');
  const said = (element) => squeeze(element.textContent)
    || [element, ...element.querySelectorAll('[alt],[title],[aria-label]')].some((one) =>
      one.getAttribute('alt') || one.title || one.getAttribute('aria-label'));
  const headings = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6,[role=heading]')]
    .filter((one) => listed(one) && said(one));
  const main = [...document.querySelectorAll('main,[role=main]')].some((one) => listed(one) && said(one));
  const target = (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    return id ? document.getElementById(id) || document.getElementsByName(id)[0] || null : null;
  };
  const jumps = [...document.querySelectorAll('a[href*="#"]')].filter((one) =>
    one.pathname === location.pathname && one.search === location.search && one.hash.length > 1 && target(one));
  // What may help in a way that is not looked into here.
  const other = Boolean(document.querySelector('frame,iframe,[aria-expanded],details,[accesskey],[aria-flowto]'))
    || [...document.querySelectorAll('a,button,[onclick]')].some((one) =>
      /跳(到|转|过|至)|直达正文|无障碍|关怀版|长者|适老|skip/i.test(`${one.textContent} ${one.title} ${one.getAttribute('aria-label') || ''}`)
      && !(one.matches('a[href^="#"]') && one.hash.length > 1));
  const usual = main || headings.some((one) => !one.closest(BLOCK)) || jumps.some((one) => !target(one).closest(BLOCK));
  const helped = {compared: '', helped: true};
  if (other || usual || !document.body) return helped;

  const read = (root, keep) => {
    const found = [], known = new Map();
    const walk = (root.ownerDocument || root).createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode, text = squeeze(node.data), parent = node.parentElement;
      if (!text || !parent || /^(script|style|noscript|template)$/.test(parent.localName)) continue;
      if (!known.has(parent)) known.set(parent, keep(parent));
      if (known.get(parent)) found.push({text, node});
    }
    return found;
  };
  const links = [...document.querySelectorAll('a[href]')].filter((one) =>
    one.origin === location.origin && one.pathname !== location.pathname
    && !/\.(?!s?html?$|jspx?$|aspx?$|php$)\w{2,5}$/i.test(one.pathname));
  for (const url of [...new Set(links.map((one) => one.href.split('#')[0]))].slice(0, TRIED)) {
    let html = '';
    try {
      // This header makes it a page for the replay: stored, or not to be had; the site is not asked.
      const answer = await fetch(url, {credentials: 'omit', headers: {Accept: 'text/html'}, signal: AbortSignal.timeout(FETCH_MS)});
      if (answer.ok && /html/.test(answer.headers.get('Content-Type') || '')) html = await answer.text();
    } catch { /* not to be had */ }
    if (!html) continue;
    const theirs = new DOMParser().parseFromString(html, 'text/html').body;
    const known = new Set(read(theirs, () => true).map(({text}) => text));
    const ours = read(document.body, visible).map((one) => ({...one, again: known.has(one.text)}));
    const first = ours.findIndex((one) => one.again);
    const fresh = ours.findIndex((one, at) => at > first && !one.again);
    const before = first < 0 || fresh < 0 ? [] : ours.slice(first, fresh);
    const leads = (element) => {  // what is read first from there on
      const next = ours.find(({node}) => element.contains(node)
        || element.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
      return Boolean(next) && !next.again;
    };
    return {
      compared: url,
      helped: headings.some((one) => !known.has(squeeze(one.textContent))) || jumps.some((one) => leads(target(one))),
      repeated: before.length,
      listed: before.filter(({node}) => node.parentElement.closest('nav,ul,ol,[role=navigation]')).length,
      characters: before.reduce((sum, {text}) => sum + text.length, 0),
      fresh: ours.filter((one, at) => at > first && !one.again).length,
      examples: before.slice(0, EXAMPLES).map(({text}) => text.slice(0, 20)),
      ...(before.length ? {...tools.say(tools.steady(before.map(({node}) => node.parentElement), tools.place)[0]), token: ''} : {}),
    };
  }
  return links.length ? {compared: '', helped: false, unread: true} : helped;
}
