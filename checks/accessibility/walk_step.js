// Steps of a walk by keyboard: "to" puts focus on a stop or at a holder's end, "read" says where focus has been.
async (tools, given) => {
  const {page, say, name} = tools;
  const walk = page.walk;
  const active = () => tools.active();
  const framed = (one) => one instanceof HTMLIFrameElement || one?.shadowRoot || one?.localName.includes('-') || one?.matches?.('input[type=date],input[type=time],input[type=datetime-local],input[type=month],input[type=week],audio,video,object,embed');
  const SKIP = /跳[过到至转]|略过|绕过|直接(?:到|进入)|主要内容|正文|主体内容|内容区|导航区|skip|main content/i;

  const begin = () => { walk.at = []; };
  const path = () => [...walk.at, active()];
  // A stop that walking round the whole page cannot miss: of several radios Tab takes one.
  const certain = (one) => one.isConnected && tools.shown(one) && !tools.around(one, '[inert],fieldset[disabled]')
    && !framed(one) && one.type !== 'radio';
  const stuck = () => {
    const been = path();
    for (const [length, most] of [[10, 3], [15, 5]]) {
      const recent = been.slice(-length);
      if (recent.length < length || recent.some((one) => !one || one === document.body || framed(one))) continue;
      const among = new Set(recent);
      const others = walk.order.filter((one) => !among.has(one));
      if (among.size <= most && (others.length >= 3 || others.some(certain))) return [...among];
    }
    return null;
  };
  const caught = () => {
    const among = walk.trap;
    const dialog = tools.around(among[0], 'dialog,[role=dialog],[role=alertdialog],[aria-modal=true]');
    const close = among.some((one) => /关闭|取消|确定|知道了|返回|close|cancel|^[×xX✕]$/i.test(`${name(one)} ${one.id} ${one.className}`));
    return {elements: among.slice(0, 3).map((one) => say(one)), count: among.length, dialog: Boolean(dialog), close};
  };
  const skip = () => {
    const stops = [...new Set(walk.first.filter((one) => one && one !== document.body && one !== document.documentElement))].slice(0, 4);
    const found = stops.find((one) => one.matches?.('a[href*="#"]') && SKIP.test(name(one))
      && one.hash.length > 1 && one.href.split('#')[0] === location.href.split('#')[0]);
    if (!found) return null;
    walk.skip = found;
    const id = decodeURIComponent(found.hash.slice(1));
    walk.goal = document.getElementById(id) || document.getElementsByName(id)[0] || null;
    found.focus();
    return say(found, {goal: Boolean(walk.goal), focused: active() === found});
  };
  const skipped = () => {
    const now = document.activeElement;
    const goal = walk.goal;
    const inside = goal && (now === document.body || goal === now || goal.contains(now) || Boolean(goal.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING));
    const behind = goal && walk.flat.some((one) => goal.contains(one) || goal.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    // With no stop in or behind the goal, Tab tells nothing: it goes round.
    if (goal && !behind) return {moved: goal.matches(':target'), between: 1, stayed: !goal.matches(':target'), at: null};
    const next = walk.flat[walk.flat.indexOf(walk.skip) + 1];
    const passed = goal ? walk.flat.filter((one) => walk.skip.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
      && one.compareDocumentPosition(goal) & Node.DOCUMENT_POSITION_FOLLOWING && !goal.contains(one)).length : 0;
    return {moved: Boolean(inside), between: passed, stayed: now === walk.skip || now === next && (passed > 0 || !goal), at: now && now !== document.body ? say(now) : null};
  };
  if (given.act === 'holder') {
    const {at, index} = walk.holders[given.index];
    begin();
    walk.order[index].focus({preventScroll: true});
    return {focused: active() === walk.order[index], inside: walk.order.filter((one) => tools.holds(at, one)).length};
  }
  // Scripts that take focus back do it a moment later.
  if (given.settle_ms) await new Promise((done) => { setTimeout(done, given.settle_ms); });
  if (given.act === 'inside') return {inside: active() !== document.body && !framed(active()) && walk.holding.some((at) => tools.holds(at, active()))};
  if (given.act === 'trap') {
    const among = stuck();
    walk.first ??= path();
    walk.trap = among;
    begin();
    return among ? caught() : {elements: []};
  }
  if (given.act === 'left') {
    const now = active();
    begin();
    return {left: !now || now === document.body || !walk.trap.includes(now)};
  }
  if (given.act === 'skip') { const found = skip(); return {found}; }
  if (given.act === 'skipped') return skipped();
  return {met: new Set(path()).size};
}
