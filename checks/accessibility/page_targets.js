// How large what is pressed is. Part of page_look.js, which has seen the page.
(tools, {pressed, edge, box}) => {
  const {window, FOCUSABLE, up, text, words, say} = tools;
  const {document} = window;

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
    const looked = pressed.filter((one) => !one.matches('area,audio,video,[contenteditable]') && !one.closest('svg,canvas,map'));
    const small = (one) => one.width < edge - 0.5 || one.height < edge - 0.5;
    const sized = looked.map((element) => ({element, ...whole(element)})).map((one) => (small(one) ? enlarged(one.element, one) : one));
    const equal = new Set(sized.filter((one) => !small(one) && one.element.href).map((one) => one.element.href));
    const bad = sized.filter((one) => small(one) && !native(one.element) && !inSentence(one.element)
      && !(one.element.href && equal.has(one.element.href)));
    const named = tools.page.steady(bad, (one) => tools.group(one.element)).slice(0, 1);
    const least = [...bad].sort((a, b) => Math.min(a.width, a.height) - Math.min(b.width, b.height));
    return {
      looked: looked.length, small: bad.length,
      examples: [...named, ...least.filter((one) => one !== named[0]).slice(0, 2)].map(({element, width, height}) =>
        say(element, {width: Math.round(width), height: Math.round(height), text: text(element).slice(0, 30)})),
    };
  };

  return targets();
}
