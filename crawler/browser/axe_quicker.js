// Runs after axe-core in the same scope. A page has hundreds of texts that look alike, and axe-core
// computes the contrast of each. A text is left out when one that axe-core must judge the same was
// found good; whatever is not plain (pictures, opacity, shadows, overlaps) is left to axe-core.
(() => {
  const rule = axe.utils.getRule('color-contrast');
  const check = axe._audit.checks['color-contrast'];
  const {getTextElementStack, getVisibleChildTextRects, isVisibleOnScreen} = axe.commons.dom;
  const {getNodeFromTree} = axe.utils;
  const {matches} = rule, {evaluate} = check;
  if (typeof check.runSync !== 'function' || !getTextElementStack || !isVisibleOnScreen) return;

  // The same as axe-core's, with less work for what is asked thousands of times.
  const styles = Symbol('styles'), attributes = Symbol('attributes');
  const {get: listOf} = Object.getOwnPropertyDescriptor(Element.prototype, 'attributes');
  const attributesOf = (vNode) => {
    const found = vNode[attributes] = new Map();
    if (typeof vNode.actualNode.getAttribute !== 'function') return found;
    for (const {name, value} of listOf.call(vNode.actualNode)) if (!found.has(name)) found.set(name, value);
    return found;
  };
  Object.assign(axe.VirtualNode.prototype, {
    getComputedStylePropertyValue(name) {
      const known = this[styles] ??= {read: getComputedStyle(this.actualNode), values: new Map()};
      let text = known.values.get(name);
      if (text === undefined) known.values.set(name, text = known.read.getPropertyValue(name));
      return text;
    },
    attr(name) {
      return (this[attributes] ?? attributesOf(this)).get(name) ?? null;
    },
    hasAttr(name) {
      return (this[attributes] ?? attributesOf(this)).has(name);
    },
  });

  const GRAPHIC = /^(img|canvas|object|iframe|video|svg)$/i;
  const FORM = /^(input|select|textarea|option)$/i;
  const TWO = /[A-Za-z0-9\u3400-\u9fff][^]*[A-Za-z0-9\u3400-\u9fff]/;
  const NOTHING = /^rgba\(\d+, \d+, \d+, 0\)$/;
  const SOLID = /^rgb\(\d+, \d+, \d+\)$/;
  const HALF = /^rgba\(\d+, \d+, \d+, [\d.]+\)$/;
  const INK = ['color', '-webkit-text-fill-color', 'font-size', 'font-weight'];

  const SMALL = 0.2; // axe-core: a quarter

  let memory = {}, asking = false;
  const forget = (tree) => {
    memory = {tree, answers: new Map(), bad: new Map(), looks: new Map(),
              numbers: new Map(), pseudo: new Map()};
  };
  const number = (vNode) => {
    if (!memory.numbers.has(vNode)) memory.numbers.set(vNode, memory.numbers.size);
    return memory.numbers.get(vNode);
  };
  const style = (vNode, name) => vNode.getComputedStylePropertyValue(name);
  const isPlain = (vNode) => style(vNode, 'opacity') === '1' && style(vNode, 'mix-blend-mode') === 'normal';

  // Where axe-core takes the background of an element to be.
  const box = (vNode) => {
    const {left, top, right, bottom} = vNode.boundingClientRect;
    const node = vNode.actualNode;
    if (!/^(scroll|auto)$/.test(style(vNode, 'overflow')) && !(node instanceof HTMLHtmlElement)) {
      return {left, top, right, bottom};
    }
    const [above, after, below, before] = ['top', 'right', 'bottom', 'left']
      .map((side) => parseInt(style(vNode, `padding-${side}`), 10));
    return {left, top, right: left + node.scrollWidth + before + after,
            bottom: top + node.scrollHeight + above + below};
  };

  // What an element does to the background of a text above it; null where that is not plain.
  const lookOf = (node) => {
    const vNode = getNodeFromTree(node);
    const order = vNode?._stackingOrder;
    if (!order || !isPlain(vNode)) return null;
    const above = order.map((one) => one.vNode).filter(Boolean);
    const colour = style(vNode, 'background-color');
    const clear = NOTHING.test(colour), solid = SOLID.test(colour);
    // axe-core may look at the page's own background last.
    const covers = solid && !/^(body|html)$/i.test(node.nodeName);
    if (!above.every(isPlain) || !(clear || solid || HALF.test(colour))) return null;
    const picture = GRAPHIC.test(node.nodeName) || style(vNode, 'background-image') !== 'none';
    const painted = !clear && style(vNode, 'display') !== 'inline' ? box(vNode) : null;
    return {vNode, colour: clear ? '' : colour, covers, above, picture, painted};
  };
  const look = (node) => {
    if (!memory.looks.has(node)) memory.looks.set(node, lookOf(node));
    return memory.looks.get(node);
  };

  // The most that is drawn before and after the element or one around it, in square pixels.
  const pixels = (text) => (text.endsWith('px') ? parseFloat(text) : Infinity);
  const areaOf = (vNode) => ['::before', '::after'].reduce((sum, part) => {
    const pseudo = getComputedStyle(vNode.actualNode, part);
    return pseudo.content === 'none' || pseudo.position !== 'absolute' ? sum
      : sum + pixels(pseudo.width) * pixels(pseudo.height);
  }, 0);
  const pseudoArea = (vNode) => {
    if (!vNode) return 0;
    if (!memory.pseudo.has(vNode)) {
      memory.pseudo.set(vNode, Math.max(pseudoArea(vNode.parent), areaOf(vNode)));
    }
    return memory.pseudo.get(vNode);
  };
  const isUnderPseudo = (vNode) => {
    const {width, height} = vNode.boundingClientRect;
    return !(pseudoArea(vNode) <= width * height * SMALL);
  };

  const textOf = (vNode) => vNode.children
    .map(({actualNode: {nodeType, nodeValue}}) => (nodeType === Node.TEXT_NODE ? nodeValue : '')).join('');
  const holds = (outer, rect) => rect.top >= outer.top && rect.bottom <= outer.bottom
    && rect.left >= outer.left && rect.right <= outer.right;

  // All that axe-core's answer depends on; '' where it is not plain.
  const keyOf = (node, vNode) => {
    if (style(vNode, 'text-shadow') !== 'none' || isUnderPseudo(vNode)) return '';
    if (parseFloat(style(vNode, '-webkit-text-stroke-width'))) return '';
    const ink = INK.map((name) => style(vNode, name));
    if (!SOLID.test(ink[0]) || !SOLID.test(ink[1])) return '';
    const [stack, ...others] = getTextElementStack(node);
    if (!stack || stack[0] !== node || !stack.includes(document.body)) return '';
    if (others.some((one) => one.length !== stack.length || one.some((e, at) => e !== stack[at]))) return '';
    const rects = getVisibleChildTextRects(node);
    const looks = [], places = new Map();
    let isCovered = false;
    for (const one of stack) {
      const seen = look(one);
      if (!seen) return '';
      if (!isCovered) {
        if (seen.picture) return '';
        if (seen.painted && !rects.every((rect) => holds(seen.painted, rect))) return '';
        isCovered = seen.covers;
      }
      places.set(seen.vNode, looks.length);
      looks.push(seen);
    }
    let key = ink.join();
    for (const {colour, above} of looks) {
      key += `|${colour}`;
      for (const one of above) key += places.has(one) ? `.${places.get(one)}` : `#${number(one)}`;
    }
    return key;
  };

  // What axe-core says of a text like this one; null where it must be asked for this very one.
  const answerOf = (node, vNode, text) => {
    const key = TWO.test(text) ? keyOf(node, vNode) : '';
    if (!key) return null;
    if (!memory.answers.has(key)) {
      asking = true;
      try { memory.answers.set(key, check.runSync(vNode, {})); } finally { asking = false; }
    }
    const answer = memory.answers.get(key);
    return typeof answer.result === 'boolean' ? answer : null;
  };

  // Whether axe-core need look at an element: "" if not, GOOD if it will find no fault.
  const GOOD = 'good';
  const wanted = (node, vNode) => {
    const tree = getNodeFromTree(document.documentElement);
    if (memory.tree !== tree) forget(tree);
    if (FORM.test(node.nodeName)) return 'look';
    const text = textOf(vNode);
    if (!/\S/.test(text) || !isVisibleOnScreen(node)) return '';
    const answer = answerOf(node, vNode, text);
    if (answer?.result === false) memory.bad.set(vNode, answer.data);
    if (answer?.result !== true) return 'look';
    return memory.isPassed ? '' : GOOD;  // one of them, so that the rule has passed
  };

  axe.configure({
    rules: [{id: rule.id, matches(node, vNode, context) {
      let look = 'look';
      try { look = wanted(node, vNode); } catch { /* something new in axe-core */ }
      const isMatched = look !== '' && matches.call(this, node, vNode, context);
      if (isMatched && look === GOOD) memory.isPassed = true;
      return isMatched;
    }}],
    checks: [{id: check.id, evaluate(node, options, vNode, context) {
      if (asking || !memory.bad?.has(vNode)) return evaluate.call(this, node, options, vNode, context);
      this.data(memory.bad.get(vNode));
      return false;
    }}],
  });
})();
