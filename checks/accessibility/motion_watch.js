// Watches what moves by itself: "begin" starts, "read" tells, "still" says whether the first mover
// has stopped since "mark", "end" leaves the page alone. Nothing is touched but for "focus".
(tools, given) => {
  const {page, say, shown, name, focusable, FOCUSABLE} = tools;
  const SAMPLE_MS = 100, MOST = 80, NEAR_PX = 3, ONCE_MS = 1200;
  const CONTROL = /暂停|停止|播放|pause|\bstop\b|\bplay\b|自动播放/i;
  const CLOSE_TEXT = /关闭|关掉|不再显示|隐藏|^\s*[×xX✕╳]\s*$|close/i;
  const CLOSE = /close|guanbi/i;
  const looks = ({opacity, visibility, display, backgroundColor, backgroundImage}) =>
    `${opacity} ${visibility} ${display} ${backgroundColor} ${backgroundImage}`;
  const place = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {x: box.left + scrollX, y: box.top + scrollY, vx: box.left, vy: box.top, w: box.width, h: box.height,
      left: element.scrollLeft, top: element.scrollTop, look: looks(style)};
  };
  const fixed = (element) => getComputedStyle(element).position === 'fixed';
  const differs = (a, b, still) => Math.abs((still ? a.vx : a.x) - (still ? b.vx : b.x)) > NEAR_PX
    || Math.abs((still ? a.vy : a.y) - (still ? b.vy : b.y)) > NEAR_PX
    || Math.abs(a.left - b.left) > NEAR_PX || Math.abs(a.top - b.top) > NEAR_PX;

  // Of a slow turn the watch sees one step, and that only if it knows how things were before it. Places
  // are told by the parent: all of a page moves when a picture above has come.
  const MOST_KNOWN = 4000, LARGE = 10000;
  const usual = (element) => {
    const box = element.getBoundingClientRect(), around = element.parentElement.getBoundingClientRect();
    return {look: looks(getComputedStyle(element)), x: box.left - around.left, y: box.top - around.top, area: box.width * box.height};
  };
  const stepped = (element, before) => {
    const now = before && element.parentElement ? usual(element) : {area: 0};
    const [look, place] = [now.look !== before?.look, before?.area && (Math.abs(now.x - before.x) > NEAR_PX || Math.abs(now.y - before.y) > NEAR_PX)];
    const at = Math.max(now.area, (look && before?.area) || 0) > LARGE && (look || place) ? [performance.now()] : [];
    return look ? {moves: [], shifts: at, looks: at.length} : {moves: at, looks: 0};
  };

  if (given.act === 'begin') {
    const watch = {suspects: new Map(), changes: new Map(), begun: performance.now(), scroll: [scrollX, scrollY], active: document.activeElement};
    const suspect = (element) => {
      if (element.nodeType !== Node.ELEMENT_NODE || /^(?:html|body)$/.test(element.localName)) return;
      if (!watch.suspects.has(element) && watch.suspects.size < MOST && element.isConnected) {
        watch.suspects.set(element, {last: place(element), ...stepped(element, watch.usual.get(element)), xs: [Infinity, -Infinity], ys: [Infinity, -Infinity], fixed: fixed(element)});
      }
    };
    watch.observer = new MutationObserver((records) => {
      for (const {target, type, addedNodes} of records) {
        suspect(target);
        if (type === 'childList') for (const one of addedNodes) suspect(one);
        if (type === 'attributes') {
          const times = watch.changes.get(target) || [];
          if (times.length < 500) times.push(performance.now());
          watch.changes.set(target, times);
        }
      }
    });
    const {views, unread} = tools.frames();
    watch.documents = [document, ...views.map((view) => view.document)];
    const all = watch.documents.flatMap((one) => [...one.body.querySelectorAll('*:not(script,style,br,option)')]);
    watch.usual = new Map(all.slice(0, MOST_KNOWN).map((one) => [one, usual(one)]));
    watch.scrolled = (event) => suspect(event.target);
    for (const one of watch.documents) {
      watch.observer.observe(one.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['style', 'class', 'src']});
      one.addEventListener('scroll', watch.scrolled, true);
    }
    const sample = () => {
      if (!watch.sampled || watch.sampled % 10 === 0) {
        for (const one of watch.documents.flatMap((each) => each.getAnimations())) {
          if (one.playState === 'running' && one.effect?.target && !one.effect.pseudoElement) suspect(one.effect.target);
        }
      }
      watch.sampled = (watch.sampled || 0) + 1;
      for (const [element, seen] of watch.suspects) {
        if (!element.isConnected) continue;
        const now = place(element);
        if (differs(now, seen.last, seen.fixed) && now.w > 0 && seen.last.w > 0) {
          if (seen.moves.length < 300) seen.moves.push(performance.now());
          seen.xs = [Math.min(seen.xs[0], now.vx), Math.max(seen.xs[1], now.vx)];
          seen.ys = [Math.min(seen.ys[0], now.vy), Math.max(seen.ys[1], now.vy)];
        }
        if (now.look !== seen.last.look) {
          seen.looks += 1;
          if (seen.moves.length < 300 && now.w * now.h > LARGE) seen.shifts = [...(seen.shifts || []), performance.now()].slice(-100);
        }
        seen.last = now;
      }
    };
    sample();
    watch.timer = setInterval(sample, SAMPLE_MS);
    page.watch = watch;
    return {begun: Math.round(watch.begun), texts: document.body.innerText.length, unread};
  }

  const watch = page.watch;
  if (!watch) return {};
  const outer = (element) => {
    // What holds the moving thing: the nearest box that cuts off what moves in it, else its parent.
    for (let at = element.parentElement, level = 0; at && at.localName !== 'body' && level < 4; at = at.parentElement, level += 1) {
      if (getComputedStyle(at).overflow !== 'visible') return at;
    }
    return !element.parentElement || element.parentElement.localName === 'body' ? element : element.parentElement;
  };
  const cutOff = (element) => {
    for (let at = element.parentElement; at && at.localName !== 'body'; at = at.parentElement) {
      if (getComputedStyle(at).overflow !== 'visible') return true;
    }
    return element.ownerDocument !== document;  // a frame cuts off what is in it
  };
  const controls = (holder, called) => {
    const beside = [holder.previousElementSibling, holder.nextElementSibling, holder.nextElementSibling?.nextElementSibling];
    const around = holder.parentElement;
    const near = around && around.localName !== 'body' && around.getBoundingClientRect().height < innerHeight ? around : null;
    // What stops a thing in a frame may stand beside the frame.
    const outside = holder.ownerDocument === document ? null : holder.ownerDocument.defaultView.frameElement.parentElement;
    const frame = outside && outside.localName !== 'body' && outside.getBoundingClientRect().height < innerHeight ? outside : null;
    return [...new Set([holder, near, frame, ...beside].filter(Boolean).flatMap((one) => [one, ...one.querySelectorAll('a,button,input,span,i,img,div,em,b,svg')]))]
      .filter((one) => one !== holder && one.children.length < 3 && called(one));
  };
  const attributes = (one) => ['id', 'class', 'src', 'onclick'].map((each) => one.getAttribute(each) || '').join(' ');
  const pauses = (one) => CONTROL.test(`${name(one).slice(0, 20)} ${attributes(one)}`) && !one.matches('video *');
  const closes = (one) => CLOSE_TEXT.test(name(one).slice(0, 20)) || CLOSE.test(attributes(one));
  const interval = (times) => {
    const gaps = times.slice(1).map((one, i) => one - times[i]).filter((one) => one > 400).sort((a, b) => a - b);
    return gaps.length ? gaps[Math.floor(gaps.length / 2)] : 0;
  };
  const floats = (element, seen) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const far = Math.max(seen.xs[1] - seen.xs[0], seen.ys[1] - seen.ys[0]);
    return (style.position === 'fixed' || style.position === 'absolute' && !cutOff(element)) && far > 30
      && box.width >= 40 && box.height >= 30 && box.width * box.height < innerWidth * innerHeight * 0.6 && !cutOff(element);
  };

  if (given.act === 'read') {
    const groups = new Map();
    watch.floats = [];
    for (const [element, seen] of watch.suspects) {
      // What fades in and out may be out just now.
      if (!element.isConnected || !shown(element) && !(seen.looks && element.parentElement && shown(element.parentElement))) continue;
      const times = [...seen.moves, ...(seen.shifts || [])].sort((a, b) => a - b);
      if (!times.length) continue;
      if (seen.moves.length > 3 && floats(element, seen)) { watch.floats.push(element); continue; }
      const holder = seen.last.left || seen.last.top ? element : outer(element);
      const known = groups.get(holder) || {holder, element, times: [], parts: 0, moved: false};
      known.times.push(...times);
      known.parts += 1;
      known.moved ||= seen.moves.length > 0;
      groups.set(holder, known);
    }
    let movers = [...groups.values()];
    movers = movers.filter((one) => !movers.some((other) => other !== one && other.holder.contains(one.holder)));
    movers = movers.filter((one) => !watch.floats.some((other) => other.contains(one.holder)));
    // What only appears, once, does not turn.
    movers = movers.filter(({times, parts, moved}) => moved || parts > 1 || Math.max(...times) - Math.min(...times) > ONCE_MS);
    const area = (one) => { const box = one.getBoundingClientRect(); return Math.round(box.width * box.height); };
    movers = movers.map((one) => ({...one, area: area(one.holder), times: one.times.sort((a, b) => a - b)}))
      .filter((one) => one.area >= 1600 && shown(one.holder)).sort((a, b) => b.area - a.area).slice(0, 5);
    watch.movers = movers;
    const flashing = [...watch.changes].filter(([element, times]) => element.isConnected && shown(element) && area(element) >= 5000
      && (watch.suspects.get(element)?.looks || 0) >= 3 && times.some((one, i) => times[i + 6] - one < 1000)).map(([element]) => element);
    for (const one of watch.documents.flatMap((each) => each.getAnimations())) {
      const timing = one.effect?.getComputedTiming?.();
      const target = one.effect?.target;
      const frames = one.effect?.getKeyframes?.() || [];
      const flashes = frames.some((frame) => ['opacity', 'visibility', 'backgroundColor', 'color'].some((each) => frame[each] !== undefined && frame[each] !== frames[0][each]));
      if (target && flashes && timing.iterations > 3 && timing.duration > 0 && timing.duration < 333 && shown(target) && area(target) >= 5000) flashing.push(target);
    }
    return {
      seconds: Math.round((performance.now() - watch.begun) / 100) / 10,
      movers: movers.map((one) => say(one.holder, {
        moves: one.times.length, area: one.area, last: Math.round(one.times.at(-1)), interval: Math.round(interval(one.times)),
        lasted: Math.round(one.times.at(-1) - one.times[0]),
        control: controls(one.holder, pauses).length > 0, hover: null, focus: null,
      })),
      floats: watch.floats.slice(0, 3).map((one) => {
        const close = controls(one, closes).find((each) => one.contains(each)) || null;
        const stop = (at) => Boolean(at && one.contains(at) && focusable(at) && at.tabIndex >= 0 && shown(at));
        const reachable = close ? stop(close.closest(FOCUSABLE)) || [...close.querySelectorAll(FOCUSABLE)].some(stop)
          : [one, ...one.querySelectorAll(FOCUSABLE)].some((at) => at.matches(FOCUSABLE) && stop(at));
        return say(one, {close: close ? say(close) : null, reachable, gone: null, back: null});
      }),
      flashing: [...new Set(flashing)].slice(0, 3).map((one) => say(one)),
    };
  }
  if (given.act === 'point') {
    watch.observer.disconnect();
    const holder = watch.movers[0].holder;
    holder.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = tools.placed(holder);
    return {x: Math.round(box.left + Math.min(box.width, innerWidth) / 2), y: Math.round(box.top + Math.min(box.height, innerHeight) / 2)};
  }
  if (given.act === 'focus') {
    const stop = [...watch.movers[0].holder.querySelectorAll(FOCUSABLE)].find((one) => focusable(one) && one.tabIndex >= 0 && shown(one));
    stop?.focus({preventScroll: true});
    return {focused: Boolean(stop) && tools.active(true) === stop};
  }
  if (given.act === 'mark') {
    watch.from = performance.now();
    return {};
  }
  if (given.act === 'still') {
    const holder = watch.movers[0].holder;
    // What was under way when the mouse came may finish its step.
    const moved = [...watch.suspects].some(([element, seen]) => holder.contains(element)
      && [...seen.moves, ...(seen.shifts || [])].some((one) => one > watch.from + given.grace_ms));
    return {still: !moved};
  }
  if (given.act === 'close') {
    const one = watch.floats[given.index];
    const close = controls(one, closes).find((each) => one.contains(each));
    close?.click();
    return {};
  }
  if (given.act === 'gone') {
    const one = watch.floats[given.index];
    return {gone: !one.isConnected || !shown(one)};
  }
  if (given.act === 'end') {
    watch.observer.disconnect();
    clearInterval(watch.timer);
    for (const one of watch.documents) one.removeEventListener('scroll', watch.scrolled, true);
    for (const one of [tools.active(true), document.activeElement]) if (one && one !== watch.active) one.blur();
    scrollTo({left: watch.scroll[0], top: watch.scroll[1], behavior: 'instant'});
    delete page.watch;
  }
  return {};
}
