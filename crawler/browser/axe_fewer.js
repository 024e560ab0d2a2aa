// Runs after axe-core in the same scope. Of what passes only the rule's name is told: an element that
// axe-core would surely pass is left out once another one stands for it, and so is one that a rule
// cannot match, where that is sooner seen. Everything else is left to axe-core.
(() => {
  const {getNodeFromTree} = axe.utils;
  const {aria, dom} = axe.commons;
  const {region} = axe._audit.checks;

  let memory = {};
  const known = () => {
    const tree = getNodeFromTree(document.documentElement);
    if (memory.tree !== tree) memory = {tree, passed: new Set(), loose: new Map()};
    return memory;
  };
  const style = (vNode, name) => vNode.getComputedStylePropertyValue(name);
  const texts = (vNode) => vNode.children.filter(({actualNode}) => actualNode.nodeType === Node.TEXT_NODE);
  const isPrinted = ({actualNode}) => /\S/.test(actualNode.nodeValue);

  // What no landmark holds: axe-core's own search, but for what it asks of elements that can be none.
  const PLAIN = new Set(('a b br center dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li ol p s small span'
    + ' strong sub sup table tbody td tfoot th thead tr u ul').split(' '));
  const LANDMARKS = new Set(aria.getRolesByType('landmark')), LIVE = /^(alert|log|status)$/;
  const isFrame = (vNode) => /^i?frame$/.test(vNode.props.nodeName);
  const isRegion = (vNode) => {
    const role = aria.getRole(vNode);
    return role === 'button' || LIVE.test(role) || LANDMARKS.has(role)
      || /^(assertive|polite)$/i.test((aria.getAriaValue?.(vNode, 'aria-live').value ?? vNode.attr('aria-live'))?.trim())
      || axe.commons.matches(vNode, region.options.regionMatcher);
  };
  const isEnd = (vNode) => {
    const node = vNode.actualNode;
    const isPlain = PLAIN.has(vNode.props.nodeName) && !vNode.hasAttr('role') && !vNode.hasAttr('aria-live');
    return !isPlain && isRegion(vNode) || isFrame(vNode)
      || node.href && dom.isSkipLink(node) && dom.getElementByReference(node, 'href')
      || !dom.isVisibleToScreenReaders(node);
  };
  const MUTE = /^(head|title|template|script|style|iframe|object|video|audio|noscript)$/;
  const isHidden = (vNode) => /^(none|presentation)$/.test(aria.getRole(vNode))
    && (MUTE.test(vNode.props.nodeName) || !texts(vNode).some(isPrinted));
  const searched = (vNode, outside, above) => {
    if (isEnd(vNode)) {
      for (let at = vNode; at && !above.has(at); at = at.parent) above.add(at);
      if (isFrame(vNode)) outside.push(vNode);
    } else if (vNode.actualNode !== document.body && dom.hasContent(vNode.actualNode, true) && !isHidden(vNode)) {
      outside.push(vNode);
    } else {
      for (const one of vNode.children) if (one.props.nodeType === Node.ELEMENT_NODE) searched(one, outside, above);
    }
  };
  const isOutside = (vNode) => {
    const now = known();
    if (!now.outside) {
      const outside = [], above = new Set();
      searched(axe._tree[0], outside, above);
      const isWhole = ({parent}) => !parent || above.has(parent) || parent.actualNode === document.body;
      now.outside = new Set(outside.map((one) => {
        while (!isWhole(one)) one = one.parent;
        return one;
      }));
    }
    return now.outside.has(vNode);
  };

  // By rule: what it surely passes.
  const PASSES = {
    'link-name': (node, vNode) => !vNode.hasAttr('role') && !vNode.hasAttr('aria-label')
      && !vNode.hasAttr('aria-labelledby') && texts(vNode).some(isPrinted),
    region: (node, vNode) => !isFrame(vNode) && !isOutside(vNode),  // a frame's own elements ask for it
  };

  // A link is in a text when its block holds text that is not in links.
  const BLOCK = /^(block|list-item|table|flex|grid|table-.*)$/;
  const isBlock = (vNode) => BLOCK.test(style(vNode, 'display'));
  const isPlainLink = (vNode) => vNode.props.nodeName === 'a' && vNode.hasAttr('href') && !vNode.hasAttr('role');
  const isLoose = (vNode) => {
    if (vNode.props.nodeType === Node.TEXT_NODE) return isPrinted(vNode);
    return vNode.props.nodeType !== Node.ELEMENT_NODE
      || !isPlainLink(vNode) && vNode.children.some(isLoose);
  };
  const mayBeInText = (node, vNode) => {
    if (isBlock(vNode) || /^inline-(block|flex|grid)$/.test(style(vNode, 'display'))) return false;
    let block = vNode.parent;
    while (block && !isBlock(block)) block = block.parent;
    if (!block) return true;
    const {loose} = known();
    if (!loose.has(block)) loose.set(block, block.children.some(isLoose));
    return loose.get(block);
  };

  // By rule: what it may match.
  const MATCHES = {
    'link-in-text-block': mayBeInText,
    'label-content-name-mismatch': (node, vNode) => vNode.hasAttr('aria-label')
      || vNode.hasAttr('aria-labelledby') || node.nodeName.includes('-'),
    'nested-interactive': (node, vNode) => vNode.hasAttr('role') || !PLAIN.has(vNode.props.nodeName)
      || /^(hr|img)$/.test(vNode.props.nodeName),
    'scrollable-region-focusable': (node, vNode) => /scroll|auto/.test(style(vNode, 'overflow')),
  };

  // axe-core writes out every rule of every sheet to find those for a screen that is turned.
  const TURNED = /orientation:\s*(?:landscape|portrait)/i;
  const isTurned = (rule) => rule.type === CSSRule.MEDIA_RULE && TURNED.test(rule.cssText);
  const mayBeLocked = (context) => {
    try {
      return !context.cssom.length || context.cssom.some(({sheet}) => [...sheet?.cssRules ?? []].some(isTurned));
    } catch {
      return true;
    }
  };
  const CHECKS = {
    'css-orientation-lock': (evaluate, [,,, context]) => !mayBeLocked(context) || evaluate(),
    region(evaluate, [, , vNode]) {
      this.data({isIframe: isFrame(vNode)});
      return !isOutside(vNode);
    },
  };
  const checks = Object.keys(CHECKS).filter((id) => axe._audit.checks[id]).map((id) => {
    const {evaluate} = axe._audit.checks[id];
    return {id, evaluate(...given) {
      const asked = () => evaluate.apply(this, given);
      try { return CHECKS[id].call(this, asked, given); } catch { return asked(); }
    }};
  });

  const ruleOf = (id) => axe._audit.rules.find((rule) => rule.id === id);
  const rules = [];
  const narrow = (id, mayMatch) => {
    const rule = ruleOf(id);
    if (!rule) return;
    const {matches} = rule;
    rules.push({id, matches(...given) {
      const asked = () => matches.apply(this, given);
      try { return mayMatch(given, asked); } catch { return asked(); }  // something new in axe-core
    }});
  };
  for (const [id, may] of Object.entries(MATCHES)) narrow(id, (given, asked) => may(...given) && asked());
  for (const [id, passes] of Object.entries(PASSES)) {
    narrow(id, (given, asked) => {
      const isGood = passes(...given);
      const {passed} = known();
      const isMatched = !(isGood && passed.has(id)) && asked();
      if (isGood && isMatched) passed.add(id);
      return isMatched;
    });
  }
  axe.configure({rules, checks});
})();
