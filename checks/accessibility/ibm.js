// Runs the second engine (``ace``) on the open page; says of each element what axe-core held against it.
async (ace, rules, most) => {
  const tools = window.__govcheck;
  const report = await new ace.Checker().check(document, ['WCAG_2_2']);
  const known = new Map();
  for (const [rule, targets] of window.axe?.govcheckFound || []) {
    for (const target of targets) {
      if (target.length > 1 || typeof target[0] !== 'string') continue;  // in a frame or shadow tree
      let element = null;
      try { element = document.querySelector(target[0]); } catch { /* not a selector of ours */ }
      if (element) known.set(element, [...known.get(element) || [], rule]);
    }
  }
  const at = (path) => {
    try {
      const {singleNodeValue} = document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE);
      return singleNodeValue;
    } catch { return null; }
  };
  const found = new Map();
  for (const {ruleId, value: [policy, outcome], path} of report.results) {
    if (policy !== 'VIOLATION' || !/^(?:FAIL|POTENTIAL)$/.test(outcome) || !rules.includes(ruleId)) continue;
    const key = `${ruleId} ${outcome}`;
    if (!found.has(key)) found.set(key, {id: ruleId, certain: outcome === 'FAIL', count: 0, nodes: []});
    const one = found.get(key);
    one.count += 1;
    const element = at(path.dom);
    if (element && one.nodes.length < most) one.nodes.push({...tools.say(element), axe: known.get(element) || []});
  }
  return {compared: Boolean(window.axe?.govcheckFound), rules: [...found.values()].filter((one) => one.nodes.length)};
}
