// Text that its own box cuts off in a window of 640×512: half a line, or the end of a line that does
// not wrap. Whole lines left out, and an ellipsis, are design; boxes that scroll or move are not cut.
(tools, given) => {
  const {say, shown, text} = tools;
  const PARTLY = [0.25, 0.7];  // of the height of a letter
  const hides = (value) => value === 'hidden' || value === 'clip';
  const MOVING = /swiper|slick|carousel|slide|marquee|roll|scroll|ticker|lunbo/i;
  const range = document.createRange();
  const found = [];
  const direct = new Set();
  if (!document.body) return {width: innerWidth, cut: []};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim().length > 1) direct.add(walker.currentNode.parentElement);
  for (const element of direct) {
    const own = getComputedStyle(element);
    const [wide, high = wide] = own.overflow.split(' ');  // in one question: most hide nothing
    const across = hides(wide), down = hides(high);
    if (!across && !down || element === document.body || own.display === 'inline' || own.position === 'fixed') continue;
    const frame = element.getBoundingClientRect();
    // Hidden from eyes on purpose, or part of something that moves.
    if (frame.width <= 2 || frame.height <= 2 || own.clipPath !== 'none' || parseFloat(own.textIndent) < 0) continue;
    if (element.scrollTop || element.scrollLeft || element.closest('[aria-hidden="true"]')) continue;
    const around = [element];
    while (around.length < 5 && around.at(-1).parentElement !== document.body) around.push(around.at(-1).parentElement);
    if (around.some((one) => MOVING.test(`${one.localName} ${one.id} ${one.getAttribute('class') || ''}`))) continue;
    if (!shown(element) || frame.right <= 0 || frame.bottom + scrollY <= 0) continue;
    const size = parseFloat(own.fontSize);
    let sideways = false, half = false;
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        // Fonts differ in the room above and below letters: letters lie in the middle.
        const top = line.top + (line.height - size) / 2;
        const seen = (Math.min(top + size, frame.bottom) - Math.max(top, frame.top)) / size;
        if (down && own.webkitLineClamp === 'none' && seen > PARTLY[0] && seen < PARTLY[1]) half = true;
        if (across && own.textOverflow === 'clip' && own.whiteSpace.includes('nowrap')
          && line.right > frame.right + size && line.left < frame.right - size && seen > PARTLY[0]) sideways = true;
      }
    }
    if (!half && !sideways) continue;
    // A link to the whole text, a title, or a button that unfolds it.
    const elsewhere = around.some((one, steps) => one.title || one.matches('a[href]')
      || steps < 3 && one !== document.body && one.querySelector('a[href],button,[onclick],[role=button]'));
    found.push(say(element, {text: text(element).slice(0, 40), half, sideways, elsewhere, token: ''}));
    if (found.length >= given.most) break;
  }
  return {width: innerWidth, cut: found};
}
