// What a mouse can use and the keyboard cannot reach. Part of page_look.js, which has seen the page.
(tools, {all, box, visible, addresses, labels}) => {
  const {window, listeners, focusable, FOCUSABLE, shown, up, around, contained, text, handlers, deeper} = tools;
  const {document, location, customElements, SVGElement} = window;
  const NATIVE = `${FOCUSABLE},input,option,optgroup,label,html,body,script,style,head,audio,video,object,embed,form`;
  const NAVIGATES = /location\b|\bopen\s*\(|\.href\b|\.submit\s*\(|\bgo(?:to|url|page)\w*\s*\(/i;
  const CHANGES = new RegExp('\\.(?:show|hide|toggle|slide\\w*|fade\\w*|(?:add|remove|toggle)Class|animate|remove'
    + '|append\\w*|prepend\\w*|html|load|play|pause|ajax|get|post|showModal)\\s*\\(|\\.style\\b|classList|innerHTML'
    + '|className|fetch\\s*\\(|XMLHttpRequest', 'i');
  const NEEDLESS = /scrollTop|scrollTo|scrollIntoView|window\.print|window\.close|history\.(?:back|go)|addFavorite|setHomePage|sethomepage/i;
  // The same by their names, where the handler is not to be read.
  const NEEDLESS_NAME = /^(?:打印(?:本页|此页|页面)?|关闭(?:窗口|本页|页面)?|(?:返回|回到?)顶部|(?:加入)?收藏(?:本站|本页)?|设为首页|返回上一?页?)$/;
  const view = window.top.innerWidth * window.top.innerHeight;

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
  const host = (element) => {
    for (let at = element; at && at !== document.body; at = up(at)) {
      if (at.matches(FOCUSABLE) && focusable(at) || at.shadowRoot?.delegatesFocus) return at;
    }
    return null;
  };
  // A link that leads nowhere: Enter on it is a click on it, and not on what lies inside.
  const NOWHERE = /^(?:#|javascript:[\s;]*(?:void\s*\(?\s*\d*\s*\)?)?[\s;]*)?$/i;
  const KEYS = ['click', 'keydown', 'keyup', 'keypress', 'mousedown', 'mouseup'];
  const idle = (link, behind) => {
    if (!link.matches('a[href]') || !NOWHERE.test(link.getAttribute('href').trim())) return false;
    for (let at = link; at && at !== document.body; at = up(at)) {
      if (behind.has(at) || KEYS.some((kind) => handlers(at, kind, listeners).length)) return false;
    }
    return true;
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
      if (around(element, 'label,[aria-hidden=true]')) continue;
      const holder = host(up(element));
      if (holder && !(clicks.length && idle(holder, behind))) continue;
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
        const rule = holder ? 'inside' : entered ? 'enter' : 'click';
        found.push({element, rule, certain: certain && !entered, code: clicks[0].slice(0, 160)});
      } else if (!element.querySelector('[onclick]')) {
        found.push({element, rule: 'pointer', certain: false, code: ''});
      }
    }
    return found;
  };

  return mouseOnly();
}
