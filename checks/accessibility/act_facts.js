// One passive look for the checks of published ACT rules: plain facts, nothing is judged here.
async () => {
  const tools = window.__govcheck;
  const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
  // What depends on the content says nothing of other pages of the template: no token.
  const say = (element) => ({...tools.say(element), token: ''});
  const hidden = (element) => Boolean(element.closest('[aria-hidden="true"]'));
  const listed = (element) => element.checkVisibility({visibilityProperty: true}) && !hidden(element);

  // The page and the frames that may be read, and what open shadow trees hold.
  const trees = [];
  const enter = (root) => {
    trees.push(root);
    for (const host of root.querySelectorAll('*')) {
      if (host.shadowRoot) enter(host.shadowRoot);
      if (host.localName === 'iframe' || host.localName === 'frame') {
        let inner = null;
        try { inner = host.contentDocument; } catch { /* another origin */ }
        if (inner?.documentElement && listed(host)) enter(inner);
      }
    }
  };
  enter(document);
  const every = (selector) => trees.flatMap((root) => [...root.querySelectorAll(selector)]);

  const name = (element) => {
    const root = element.getRootNode();
    const ids = (element.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
    const named = ids.map((id) => root.getElementById?.(id)?.textContent || '').join(' ');
    return squeeze(named) || squeeze(element.getAttribute('aria-label') || '')
      || squeeze(element.getAttribute('title') || '');
  };

  // Text nodes people can get at, in order.
  const texts = (root, keep = () => true) => {
    const known = new Map(), found = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = squeeze(walk.currentNode.data), parent = walk.currentNode.parentElement;
      if (!text || !parent || /^(script|style|noscript|template|title)$/.test(parent.localName)) continue;
      if (!known.has(parent)) known.set(parent, keep(parent));
      if (known.get(parent)) found.push({text, parent});
    }
    return found;
  };

  // What is written under each declared language.
  const SAMPLE = 600, SPOKEN = 200;
  const language = () => trees.flatMap((root) => {
    const own = root.documentElement || root;
    const owners = new Map();
    const count = (text, pattern) => (text.match(pattern) || []).length;
    for (const {text, parent} of texts(root.body || root, listed)) {
      const owner = parent.closest('[lang]');
      if (!owner) continue;
      if (!owners.has(owner)) {
        owners.set(owner, {lang: owner.getAttribute('lang'), whole: owner === own, element: owner,
          han: 0, kana: 0, hangul: 0, letters: 0, sample: ''});
      }
      const one = owners.get(owner);
      one.letters += count(text, /\p{L}/gu);
      one.han += count(text, /\p{Script=Han}/gu);
      one.kana += count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
      one.hangul += count(text, /\p{Script=Hangul}/gu);
      if (one.sample.length < SAMPLE) one.sample += `${text} `;
    }
    return [...owners.values()].filter((one) => one.letters > 3).slice(0, SPOKEN).map(
      ({element, ...one}) => ({...one, sample: one.sample.slice(0, SAMPLE),
        ...(one.whole ? tools.say(element) : say(element))}));
  });

  // Sound that means to start by itself.
  const METADATA_MS = 2000;
  const CONTROL = /暂停|停止|静音|关闭声音|声音|音量|播放|pause|stop|mute|sound|volume|play/i;
  const loaded = (media) => media.readyState > 0 ? null : new Promise((done) => {
    for (const kind of ['loadedmetadata', 'error', 'emptied']) media.addEventListener(kind, done, {once: true});
    setTimeout(done, METADATA_MS);
  });
  const autoplay = async () => {
    const found = every('audio[autoplay],video[autoplay]').filter((media) => !media.muted);
    await Promise.all(found.map(loaded));
    const controls = found.length ? every('button,[role=button],a,input,[onclick],[role=slider]')
      .some((one) => listed(one) && CONTROL.test(`${one.textContent} ${name(one)} ${one.value || ''} ${one.className} ${one.id}`)) : false;
    return found.map((media) => ({
      kind: media.localName, duration: Number.isFinite(media.duration) ? media.duration : -1,
      known: media.readyState > 0, endless: media.duration === Infinity, loop: media.loop,
      sound: media.webkitAudioDecodedByteCount || 0, source: media.currentSrc,
      controls: media.controls && listed(media), custom: controls, ...say(media),
    }));
  };

  // Frames that are called the same.
  const FRAME_TEXTS = 60;
  const frames = () => {
    const named = every('iframe').filter(listed).map((frame) => ({frame, name: name(frame)}));
    return named.filter((one) => one.name && named.filter((other) => other.name === one.name).length > 1)
      .map((one) => {
        let inner = null;
        try { inner = one.frame.contentDocument; } catch { /* another origin */ }
        const read = inner?.body ? texts(inner.body).slice(0, FRAME_TEXTS) : [];
        return {
          name: one.name, url: inner?.location?.href || '', title: inner?.title || '',
          texts: read.map(({text}) => text.slice(0, 80)), ...say(one.frame),
        };
      });
  };

  // Links whose name says nothing by itself, with nothing around that belongs to them.
  const EMPTY_WORDS = /^(?:更多|查看更多|更多内容|点击(?:这里|此处|查看|进入)?|这里|此处|详[细情]|查看(?:详情|全文)?|进入|阅读全文|more|read more|click here|here|go|details?)[\s.…>»+→\[\]【】（）()]*$/i;
  const vague = () => {
    const links = every('a[href],[role=link]').filter((one) => EMPTY_WORDS.test(name(one) || squeeze(one.textContent)) && listed(one));
    return links.filter((one) => {
      if (one.getAttribute('aria-describedby') || one.querySelector('img[alt]:not([alt=""])')) return false;
      const own = squeeze(one.textContent).length;
      const around = one.closest('p,li,td,th,dd,dt,figcaption,label');
      if (around && squeeze(around.textContent).length > own + 1) return false;
      // A heading in the same part of the page says what there is more of.
      let part = one.parentElement;
      for (let steps = 0; part && part !== document.body && steps < 3; steps += 1, part = part.parentElement) {
        if (part.querySelector('h1,h2,h3,h4,h5,h6,[role=heading],th,caption,legend')) return false;
      }
      return true;
    }).map((one) => ({name: name(one) || squeeze(one.textContent), ...tools.say(one)}));
  };
  const VAGUE = 60;
  return {vague: vague().slice(0, VAGUE), language: language(), autoplay: await autoplay(), frames: frames()};
}
