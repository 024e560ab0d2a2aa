// Looks at the page as it stands and changes nothing: what only a mouse can reach, new windows,
// sizes of targets, captchas, media that play by themselves, keys, selects that navigate.
(tools, given) => {
  const {window, page, listeners, focusable, FOCUSABLE, shown, up, around, contained, text, words, name, group, say, handlers, deeper} = tools;
  const {document, location, customElements, innerWidth, scrollY, Element, SVGElement} = window;
  const framed = window !== top;
  const NATIVE = `${FOCUSABLE},input,option,optgroup,label,html,body,script,style,head,audio,video,object,embed,form`;
  const NAVIGATES = /location\b|\bopen\s*\(|\.href\b|\.submit\s*\(|\bgo(?:to|url|page)\w*\s*\(/i;
  const CHANGES = new RegExp('\\.(?:show|hide|toggle|slide\\w*|fade\\w*|(?:add|remove|toggle)Class|animate|remove'
    + '|append\\w*|prepend\\w*|html|load|play|pause|ajax|get|post|showModal)\\s*\\(|\\.style\\b|classList|innerHTML'
    + '|className|fetch\\s*\\(|XMLHttpRequest', 'i');
  const NEEDLESS = /scrollTop|scrollTo|scrollIntoView|window\.print|window\.close|history\.(?:back|go)|addFavorite|setHomePage|sethomepage/i;
  // The same by their names, where the handler is not to be read.
  const NEEDLESS_NAME = /^(?:打印(?:本页|此页|页面)?|关闭(?:窗口|本页|页面)?|(?:返回|回到?)顶部|(?:加入)?收藏(?:本站|本页)?|设为首页|返回上一?页?)$/;
  const all = tools.deep(document.body);
  const view = top.innerWidth * top.innerHeight;
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
      const key = `${one.certain} ${one.rule} ${group(one.element)}`;
      if (groups.has(key)) groups.get(key).count += 1; else groups.set(key, {...one, count: 1});
    }
    return [...groups.values()].slice(0, given.most).map(({element, ...more}) => say(element, more));
  };

  const covered = (element, source) => {
    if (text(element).length > 3 && labels.has(text(element))) return true;
    return [...source.matchAll(/['"]([^'"\s]{2,})['"]/g)].some(([, one]) => {
      try { return addresses.has(new URL(one, location.href).href); } catch { return false; }
    });
  };
  const delegated = () => {
    const found = new Map();
    const data = window.jQuery?._data;
    if (typeof data !== 'function') return found;
    for (const root of [document, document.body, ...all]) {
      for (const one of data(root, 'events')?.click || []) {
        if (!one.selector) continue;
        let matching = [];
        try { matching = window.jQuery(root).find(one.selector).get(); } catch { /* jQuery's own */ }
        for (const element of matching) found.set(element, tools.code(one.handler));
      }
    }
    return found;
  };
  const within = (element) => {
    for (let at = element; at && at !== document.body; at = up(at)) {
      if (at.matches(FOCUSABLE) && focusable(at) || at.shadowRoot?.delegatesFocus) return true;
    }
    return false;
  };
  // What a closed shadow tree holds, nobody can see: there may be a button around or inside.
  const sealed = (element) => {
    for (let at = element; at; at = up(at)) if (customElements.get(at.localName) && !at.shadowRoot) return true;
    return false;
  };
  let typed = null;
  // A button for the mouse beside a field in which Enter does the same: of searching and logging in.
  const TYPED = 'input:not([type]),input[type=text],input[type=search],input[type=password],input[type=tel],input[type=number],input[type=email]';
  const SENDS = /搜|检索|查询|查找|登[录陆]|提交|确[定认]|发送|前往|跳转|\bgo\b|search|login|submit/i;
  const ACROSS = 300, DOWN = 60;
  const gap = (a, b, from, to) => Math.max(a[from] - b[to], b[from] - a[to], 0);
  const byEnter = (element) => {
    const label = text(element) || element.title || element.getAttribute('alt') || '';
    if (label && !SENDS.test(label)) return false;
    typed ??= all.filter((one) => one.matches(TYPED) && !one.disabled && visible(one));
    const fields = typed.filter((one) => gap(box(element), box(one), 'left', 'right') <= ACROSS && gap(box(element), box(one), 'top', 'bottom') <= DOWN);
    const {form} = fields[0] ?? {};
    const implied = form && (form.querySelectorAll(TYPED).length === 1 || form.querySelector('[type=submit],[type=image],button:not([type])'));
    return Boolean(implied) || fields.some((field) => ['keydown', 'keypress', 'keyup'].some((kind) =>
      handlers(field, kind, listeners).map(deeper).some((code) => /\b13\b|\bEnter\b/.test(code))));
  };
  const mouseOnly = () => {
    const found = [];
    const behind = delegated();
    for (const element of all) {
      // Scripts may put focus on what has tabindex -1, as in a row of tabs: a doubt, if it has no role.
      const scripted = element.matches('[tabindex]:not([role],a[href],button,input,select,textarea,iframe)') && element.tabIndex < 0;
      if (element.matches(NATIVE) && !scripted || element instanceof SVGElement && element.localName !== 'svg') continue;
      const own = listeners(element);
      const events = window.jQuery?._data?.(element, 'events');
      const through = (source) => events && /event\s*\.\s*(?:dispatch|handle)/.test(source);
      const clicks = handlers(element, 'click', () => own).filter((one) => !through(one));
      if (behind.has(element)) clicks.push(behind.get(element));
      const hovers = clicks.length ? [] : ['mouseover', 'mouseenter'].flatMap((kind) =>
        handlers(element, kind, () => own)).filter((one) => !through(one));
      const style = getComputedStyle(element);
      const hand = style.cursor === 'pointer' && getComputedStyle(up(element)).cursor !== 'pointer';
      if (!clicks.length && !hovers.length && !hand) continue;
      if (!visible(element) || box(element).width * box(element).height > view * 0.6) continue;
      if (around(element, 'label,[aria-hidden=true]') || within(up(element))) continue;
      if (contained(element).some((one) => one.matches(FOCUSABLE) && focusable(one) && shown(one))) continue;
      if (!text(element) && !element.querySelector('img,svg,i') && element.localName !== 'img'
        && style.backgroundImage === 'none' && box(element).width * box(element).height < 64) continue;
      const source = clicks.map(deeper).join('\n');
      if (covered(element, source)) continue;
      if (hovers.length) {
        const shows = hovers.map(deeper).join('\n');
        if (own.focusin || own.focus || !CHANGES.test(shows)) continue;
        found.push({element, rule: 'hover', certain: false, code: hovers[0].slice(0, 160)});
      } else if (clicks.length) {
        const bare = clicks.every((one) => !/[^\s;]/.test(one.replace(/^[^{]*\{/, '').replace(/\}\s*$/, '')
          .replace(/return\s+(?:false|true|void 0)|\b\w+\.(?:stopPropagation|preventDefault)\(\)/g, '')));
        if (bare || NEEDLESS.test(source) && !NAVIGATES.test(source.replace(NEEDLESS, ''))) continue;
        const label = text(element) || element.title || element.getAttribute('alt') || '';
        // "关闭" of a box on the page is nothing a browser has.
        const closes = /^关闭/.test(label) && CHANGES.test(source);
        if (NEEDLESS_NAME.test(label.replace(/[\s【】[\]（）()]/g, '')) && !NAVIGATES.test(source) && !closes) continue;
        const shared = /\.target\b|srcElement/.test(source);
        const certain = !shared && !scripted && !sealed(element) && !labels.has(text(element)) && (NAVIGATES.test(source) || CHANGES.test(source));
        const entered = certain && byEnter(element);
        found.push({element, rule: entered ? 'enter' : 'click', certain: certain && !entered, code: clicks[0].slice(0, 160)});
      } else if (!element.querySelector('[onclick]')) {
        found.push({element, rule: 'pointer', certain: false, code: ''});
      }
    }
    return found;
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

  const EDGE = given.edge;
  const whole = (element) => {
    let {left, top, right, bottom} = box(element);
    const inside = element.closest('label') || (element.labels?.[0] ?? null);
    const parts = [...element.querySelectorAll('img,svg,span,div,i,em,b,strong,p')];
    if (inside && /^(?:checkbox|radio)$/.test(element.type)) parts.push(inside);
    for (const one of parts.map(box)) {
      if (!one.width || !one.height) continue;
      left = Math.min(left, one.left); top = Math.min(top, one.top);
      right = Math.max(right, one.right); bottom = Math.max(bottom, one.bottom);
    }
    return {left, top, right, bottom, width: right - left, height: bottom - top};
  };
  // A generated box that is laid over or around a target is clicked as the target.
  const enlarged = (element, sized) => {
    let {left, top, right, bottom} = sized;
    for (const part of ['::before', '::after']) {
      const own = getComputedStyle(element, part);
      if (own.content === 'none' || own.position !== 'absolute' || own.pointerEvents === 'none') continue;
      let at = element;
      while (at !== document.body && getComputedStyle(at).position === 'static' && getComputedStyle(at).transform === 'none') at = up(at);
      const sum = (...names) => names.map((one) => parseFloat(own[one]) || 0).reduce((a, b) => a + b, 0);
      const outer = own.boxSizing === 'border-box' ? 0 : 1;
      const x = box(at).left + at.clientLeft + sum('left', 'marginLeft'), y = box(at).top + at.clientTop + sum('top', 'marginTop');
      left = Math.min(left, x); top = Math.min(top, y);
      right = Math.max(right, x + sum('width') + outer * sum('paddingLeft', 'paddingRight', 'borderLeftWidth', 'borderRightWidth'));
      bottom = Math.max(bottom, y + sum('height') + outer * sum('paddingTop', 'paddingBottom', 'borderTopWidth', 'borderBottomWidth'));
    }
    return {element, left, top, right, bottom, width: right - left, height: bottom - top};
  };
  const inSentence = (element) => {
    if (getComputedStyle(element).display !== 'inline') return false;
    let block = up(element);
    while (block !== document.body && getComputedStyle(block).display === 'inline') block = up(block);
    const within = [...block.querySelectorAll(FOCUSABLE)].map((one) => words(one.textContent)).reduce((a, b) => a + b, 0);
    return words(block.textContent) - within >= 4;
  };
  const native = (element) => element.matches('input[type=checkbox],input[type=radio],input[type=file],input[type=range]')
    && getComputedStyle(element).appearance !== 'none';
  const targets = () => {
    const looked = [...controls, ...mouse.filter((one) => /^(?:click|enter)$/.test(one.rule)).map((one) => one.element)].filter((one) => !one.matches('area,audio,video,[contenteditable]') && !one.closest('svg,canvas,map'));
    const small = (one) => one.width < EDGE - 0.5 || one.height < EDGE - 0.5;
    const sized = looked.map((element) => ({element, ...whole(element)})).map((one) => (small(one) ? enlarged(one.element, one) : one));
    const equal = new Set(sized.filter((one) => !small(one) && one.element.href).map((one) => one.element.href));
    const bad = sized.filter((one) => small(one) && !native(one.element) && !inSentence(one.element)
      && !(one.element.href && equal.has(one.element.href)));
    const named = page.steady(bad, (one) => group(one.element)).slice(0, 1);
    const least = [...bad].sort((a, b) => Math.min(a.width, a.height) - Math.min(b.width, b.height));
    return {
      looked: looked.length, small: bad.length,
      examples: [...named, ...least.filter((one) => one !== named[0]).slice(0, 2)].map(({element, width, height}) =>
        say(element, {width: Math.round(width), height: Math.round(height), text: text(element).slice(0, 30)})),
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
  const mouse = safely(mouseOnly, []);
  return {
    clicks: grouped(mouse),
    windows: safely(newWindows, null), targets: safely(targets, null), captchas: safely(captchas, []),
    media: safely(media, []), selects: safely(navigating, []), errors,
    pictures: framed ? safely(pictures, []) : [], letters: safely(letters, []), redirects: safely(redirects, []),
    frame: framed ? tools.page.path(window.frameElement) : '',
  };
}
