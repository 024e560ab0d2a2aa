// Tries whether the page lets people paste, select, copy and open the context menu: sends it the same
// events and sees whether what usually happens is prevented. Only where a handler is waiting.
(tools, given) => {
  const {window, listeners, say, shown, quietly} = tools;
  const {document, getComputedStyle, DataTransfer, Event, MouseEvent, ClipboardEvent} = window;
  const waits = (at, kind) => Boolean(typeof at[`on${kind}`] === 'function' || listeners(at)[kind]?.length);
  const above = (element, kind) => {
    for (let at = element; at; at = at.parentElement) if (waits(at, kind)) return true;
    return waits(document, kind) || waits(window, kind);
  };
  const prevented = (element, event) => quietly(() => !element.dispatchEvent(event));
  const texts = [...document.querySelectorAll('p,li,td,div,span,h1,h2')].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 8) && shown(one)).slice(0, 60);
  const article = texts.reduce((best, one) => (one.textContent.length > (best?.textContent.length || 0) && one.children.length < 20 ? one : best), null) || document.body;

  const blocked = [];
  const tryOn = (kind, element, event) => {
    if (above(element, kind) && prevented(element, event)) blocked.push({kind, real: null});
  };
  tryOn('contextmenu', article, new MouseEvent('contextmenu', {bubbles: true, cancelable: true, button: 2}));
  tryOn('selectstart', article, new UIEvent('selectstart', {bubbles: true, cancelable: true}));
  if (above(article, 'copy')) {
    // Who prevents copying only to put in words of his own does not block it.
    const copied = new DataTransfer();
    const event = new ClipboardEvent('copy', {bubbles: true, cancelable: true, clipboardData: copied});
    if (prevented(article, event) && !copied.types.length) blocked.push({kind: 'copy', real: null});
  }
  const unselectable = texts.filter((one) => getComputedStyle(one).userSelect === 'none').length;
  if (texts.length >= 5 && unselectable > texts.length / 2 && !blocked.some((one) => one.kind === 'selectstart')) {
    blocked.push({kind: 'user-select', real: null});
  }

  const FIELD = 'textarea,input:not([type]),input[type=text],input[type=search],input[type=tel],input[type=number],input[type=password],input[type=email]';
  const fields = [...document.querySelectorAll(FIELD)].filter((one) => shown(one) && !one.disabled && !one.readOnly && above(one, 'paste'));
  const refusing = fields.slice(0, given.most).filter((one) => {
    const before = one.value;
    const pasted = new DataTransfer();
    pasted.setData('text/plain', '1');
    const stopped = prevented(one, new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: pasted}));
    const taken = one.value !== before;
    if (taken) one.value = before;
    return stopped && !taken;
  });
  return {
    blocked, frame: window === top ? '' : tools.page.path(window.frameElement), fields: fields.length, refusing: refusing.length,
    refusingFew: tools.steady(refusing).slice(0, 3).map((one) => say(one)),
  };
}
