// Looks at the page as it stands and changes nothing: what only a mouse can reach, new windows,
// sizes of targets, captchas, media that play by themselves, keys, selects that navigate.
(tools, given) => {
  const {window, listeners, focusable, FOCUSABLE, shown, up, around, text, name, say, handlers, deeper} = tools;
  const {document, location, scrollY, Element} = window;
  const framed = window !== top;
  const all = tools.deep(document.body);
  const boxes = new Map();
  const box = (element) => {
    if (!boxes.has(element)) boxes.set(element, element.getBoundingClientRect());
    return boxes.get(element);
  };
  const visible = (element) => shown(element) && box(element).right > 0 && box(element).bottom + scrollY > 0;

  const links = all.filter((one) => one.matches('a[href]') && visible(one));
  const controls = all.filter((one) => one.matches(FOCUSABLE) && !one.matches('iframe') && focusable(one) && visible(one));
  // Around a frame there may be another way to the same, too.
  const outside = framed ? [...window.parent.document.querySelectorAll('a[href],button')].filter((one) => tools.page.shown(one)) : [];
  const addresses = new Set([...links, ...outside].map((one) => one.href));
  const labels = new Set([...controls, ...outside].map(text).filter(Boolean));

  const grouped = (found) => {
    const groups = new Map();
    for (const one of found) {
      const key = `${one.certain} ${one.rule} ${tools.page.place(one.element)}`;
      if (groups.has(key)) groups.get(key).count += 1; else groups.set(key, {...one, count: 1});
    }
    const all = [...groups.values()], kept = all.slice(0, given.most);
    // Doubts of a kind are told as one: they count, too, where their groups are not kept.
    for (const one of all.slice(given.most)) {
      const like = kept.find((other) => !other.certain && !one.certain && other.rule === one.rule);
      if (like) like.count += one.count;
    }
    return kept.map(({element, ...more}) => say(element, more));
  };

  // Headlines hold the same characters: 高新开发区, 火车站外广场.
  const NOTICE = new RegExp('新窗口|新视窗|新标签[页栏里中内打]|新的?窗口|新的?页面|新开(?:的|一个)?(?:窗口|页面|标签)|弹出窗口'
    + '|外部链接|外链|站外(?:链接|网站|网页|页面|资源|跳转)|new window|new tab|external', 'i');
  // "news", "new" (not yet read) and "blank10" (a gap) say nothing of windows.
  const NOTICE_CLASS = /external|new[-_]?(?:window|win|tab)(?![a-z])|(?:open|target|icon|link)[-_]?(?:in[-_]?)?(?:new|blank)(?![a-z0-9])/i;
  const newWindows = () => {
    const known = (target) => {
      for (let at = window; ; at = at.parent) {
        if (at.frames[target] || at.name === target || at.document.querySelector(`iframe[name="${window.CSS.escape(target)}"]`)) return true;
        if (at === at.parent) return false;
      }
    };
    const named = (one) => one.target && !/^_(?:self|top|parent)$/i.test(one.target) && !known(one.target);
    const base = document.querySelector('base[target]');
    const opening = links.filter((one) => (one.hasAttribute('target') ? named(one) : base && named(base))
      || /window\.open\s*\(/.test(one.getAttribute('onclick') || ''));
    const told = (one) => NOTICE.test(name(one)) || NOTICE_CLASS.test(
      [one, ...one.querySelectorAll('*')].map((part) => part.getAttribute('class') || '').join(' '))
      || ['::after', '::before'].some((part) => NOTICE.test(getComputedStyle(one, part).content));
    const silent = opening.filter((one) => !told(one));
    return {
      links: links.length, opening: opening.length, silent: silent.length,
      told: /(?:链接|网页|页面)[^。]{0,12}(?:在|以|从)?新(?:窗口|标签页?|页面)[^。]{0,4}(?:打开|开启|弹出)/.test(document.body.innerText),
      examples: tools.steady(silent).slice(0, 3).map((one) => say(one, {text: text(one).slice(0, 30)})),
    };
  };

  const CAPTCHA = /captcha|verif(?:y|ication)?[-_]?(?:code|img|image)|valid(?:ate)?[-_]?(?:code|img)|check[-_]?code|auth[-_]?code|rand(?:om)?[-_]?(?:code|img|image)|(?<![a-z0-9])(?:yzm|vcode)|(?:yzm|vcode)(?![a-z])|imgcode|kaptcha|验证码|校验码|geetest|tcaptcha|nc_wrapper|nc-container|slide-?verify/i;
  // Made-up file names hold such few letters by chance.
  const CAPTCHA_INSIDE = /[a-z](?:Yzm|VCode|Vcode)[A-Z]/;
  const OTHERWAY = /语音|听取|收听|播放验证|朗读|音频|短信|手机(?:号码)?验证|动态(?:密码|口令)|扫码|扫一扫|audio|voice|sms/i;
  // A code that is sent to a telephone is asked for by a button and shown by no picture.
  const SENT = /(?:获取|发送|点击获取|重新获取|重新发送)(?:短信|手机|语音|动态)?(?:验证码|校验码|动态码)/;
  const sent = (field) => {
    const form = around(field, 'form,fieldset,[class*=login]') || up(up(field));
    return SENT.test([text(form), ...[...form.querySelectorAll('input[type=button],input[type=submit]')].map((one) => one.value)].join(' '))
      && ![...form.querySelectorAll('img,canvas')].some((one) => CAPTCHA.test(`${one.id} ${one.className} ${one.src || ''} ${one.alt || ''}`));
  };
  const captchaNamed = (words) => CAPTCHA.test(words) || CAPTCHA_INSIDE.test(words);
  const captchas = () => all.filter((one) => one.matches('img,canvas,input:not([type=hidden]),[class*=geetest],[id*=captcha],[class*=captcha],[id*=nc_],[class*=slide]')
    && visible(one) && captchaNamed(['id', 'class', 'name', 'src', 'alt', 'placeholder'].map((each) => one.getAttribute(each) || '').join(' ')))
    .filter((one) => !/短信|手机|sms|phone|mobile/i.test(`${one.id} ${one.getAttribute('name') || ''} ${one.getAttribute('placeholder') || ''}`) && !(one.localName === 'input' && sent(one)))
    .slice(0, 1).map((one) => {
      const beside = around(one, 'form,fieldset,[class*=login]') || up(up(one)) || up(one);
      // A frame may hold no more than the picture, the form is around it.
      const holder = framed ? window.frameElement.closest('form,fieldset,[class*=login]') || window.frameElement.parentElement : null;
      return say(one, {otherWay: [beside, holder].some((each) => each && (OTHERWAY.test(name(each)) || each.querySelector('audio')))});
    });

  const media = () => [
    ...all.filter((one) => one.matches('audio,video') && !one.paused && !one.ended).map((one) => say(one, {
      kind: one.localName, controls: one.controls, muted: one.muted || one.volume === 0 || one.localName === 'video' && one.mozHasAudio === false,
      seconds: Number.isFinite(one.duration) ? one.duration : -1, loop: one.loop, shown: shown(one)})),
    ...document.querySelectorAll('bgsound[src],embed[src][autostart=true],embed[src][autoplay=true]'),
  ].map((one) => (one instanceof Element ? say(one, {kind: one.localName, controls: false, muted: false, seconds: -1, loop: false, shown: true}) : one)).slice(0, 3);

  // The page's own pictures are judged by its source; a frame's source is not the page's.
  const pictures = () => all.filter((one) => one.localName === 'img' && one.alt.trim() && visible(one)
    && !around(one, '[aria-hidden=true]') && !/^(?:presentation|none)$/i.test(one.getAttribute('role') || ''))
    .slice(0, given.most).map((one) => say(one, {
      alt: one.alt.trim(), src: one.getAttribute('src') || '', linked: Boolean(around(one, 'a[href]'))}));

  const LETTERS = /(?:keyCode|which|charCode)\s*={2,3}\s*(?:'?(?:6[5-9]|[78]\d|90|4[89]|5[0-7])\b)|\.(?:key|code)\s*={2,3}\s*['"](?:[a-z0-9]|Key[A-Z]|Digit\d)['"]|case\s+['"](?:[a-z0-9]|Key[A-Z]|Digit\d)['"]\s*:/i;
  const WITH = /ctrlKey|altKey|metaKey/;
  const letters = () => [window, document, document.documentElement, document.body].flatMap((at) =>
    ['keydown', 'keypress', 'keyup'].flatMap((kind) => {
      const events = at === window ? undefined : window.jQuery?._data?.(at, 'events');
      const jquery = (events?.[kind] || []).filter((one) => !one.selector).map((one) => tools.code(one.handler));
      const plain = (listeners(at)[kind] || []).map((one) => tools.code(one.listener));
      const property = typeof at[`on${kind}`] === 'function' ? [tools.code(at[`on${kind}`])] : [];
      return [...jquery, ...plain, ...property].filter((one) => LETTERS.test(one) && !WITH.test(one))
        .map((one) => ({where: at === window ? 'window' : at.nodeName.replace('#', ''), kind, code: one.slice(0, 200)}));
    })).slice(0, 3);

  const navigating = () => all.filter((one) => one.localName === 'select' && visible(one)).flatMap((one) => {
    const source = handlers(one, 'change', listeners).map(deeper).join('\n');
    const moves = /location\b|\bopen\s*\(|\.submit\s*\(/.test(source);
    const button = one.form?.querySelector('button,input[type=submit],input[type=button],input[type=image]');
    return moves ? [say(one, {code: source.slice(0, 160), opens: /\bopen\s*\(/.test(source), button: Boolean(button && shown(button))})] : [];
  }).slice(0, 5);

  // A timer that leads away or loads the page anew, in the page's own scripts.
  const LEADS = /location\s*(?:\.href)?\s*=(?!=)|location\.(?:replace|assign|reload)\s*\(/;
  const timers = (code) => [...code.matchAll(/set(?:Timeout|Interval)\s*\(/g)].slice(0, 50).map((one) => {
    const from = one.index + one[0].length;
    let open = 1, at = from;
    for (; open && at < code.length && at < from + 800; at += 1) open += {'(': 1, ')': -1}[code[at]] || 0;
    return code.slice(one.index, at);
  });
  const called = (timer) => {
    const named = /\(\s*['"]?([A-Za-z_$][\w$]*)\s*(?:\(|,)/.exec(timer)?.[1];
    const own = named && Object.prototype.hasOwnProperty.call(window, named) && window[named];
    return typeof own === 'function' ? tools.code(own).slice(0, 2000) : '';
  };
  const redirects = () => [...document.scripts].filter((one) => !one.src).flatMap((one) => timers(one.textContent.slice(0, 100000)))
    .filter((one) => LEADS.test(one + called(one))).slice(0, 1).map((one) => one.slice(0, 200));

  const safely = (act, otherwise) => { try { return act(); } catch (error) { errors.push(String(error).slice(0, 120)); return otherwise; } };
  const errors = [];
  const mouse = safely(() => parts.page_mouse(tools, {all, box, visible, addresses, labels}), []);
  const pressed = [...controls, ...mouse.filter((one) => /^(?:click|enter)$/.test(one.rule)).map((one) => one.element)];
  return {
    clicks: grouped(mouse),
    windows: safely(newWindows, null), targets: safely(() => parts.page_targets(tools, {pressed, edge: given.edge, box}), null), captchas: safely(captchas, []),
    media: safely(media, []), selects: safely(navigating, []), errors,
    pictures: framed ? safely(pictures, []) : [], letters: safely(letters, []), redirects: safely(redirects, []),
    frame: framed ? tools.page.path(window.frameElement) : '',
  };
}
