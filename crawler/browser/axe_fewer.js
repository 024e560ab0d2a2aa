// Runs after axe-core in the same scope. Of what passes only the rule's name is told: an element that
// axe-core would surely pass is left out once another one stands for it, and so is one that a rule
// cannot match, where that is sooner seen. Everything else is left to axe-core.
(() => {
  const {getNodeFromTree} = axe.utils;
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

  // By rule: what it surely passes.
  const PASSES = {
    'link-name': (node, vNode) => !vNode.hasAttr('role') && !vNode.hasAttr('aria-label')
      && !vNode.hasAttr('aria-labelledby') && texts(vNode).some(isPrinted),
    region: (node, vNode, context) => !/^i?frame$/i.test(node.nodeName)  // a frame's own elements ask for it
      && region.evaluate.call({data() {}}, node, region.options, vNode, context) === true,
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
    'scrollable-region-focusable': (node, vNode) => /scroll|auto/.test(style(vNode, 'overflow')),
  };

  // axe-core writes out every rule of every sheet to find those for a screen that is turned.
  const TURNED = /orientation:\s*(?:landscape|portrait)/i;
  const isTurned = (rule) => rule.type === CSSRule.MEDIA_RULE && TURNED.test(rule.cssText);
  const lock = axe._audit.checks['css-orientation-lock'];
  const isLocked = lock?.evaluate;
  const mayBeLocked = (context) => {
    try {
      return !context.cssom.length || context.cssom.some(({sheet}) => [...sheet?.cssRules ?? []].some(isTurned));
    } catch {
      return true;
    }
  };
  const checks = lock ? [{id: lock.id, evaluate(node, options, vNode, context) {
    return !mayBeLocked(context) || isLocked.call(this, node, options, vNode, context);
  }}] : [];

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
