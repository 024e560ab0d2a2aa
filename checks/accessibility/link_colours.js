// Which links in running text look like the text around them, in colour and in background, as axe would
// have seen if it had known what is behind them. ({targets}) -> {same}
(tools, given) => {
  const BLOCK = /^(?:block|list-item|flow-root|table|table-cell|flex|grid|inline-block)$/;
  const bare = ({backgroundColor, backgroundImage}) => backgroundImage === 'none'
    && /^(?:transparent|rgba\(.*,\s*0\))$/.test(backgroundColor);
  const same = (target) => {
    let link = null;
    try { link = document.querySelector(target); } catch { /* not a selector of this document */ }
    if (!link) return false;
    for (let at = link; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (at !== link && BLOCK.test(style.display)) return style.color === getComputedStyle(link).color;
      if (!bare(style)) return false;
    }
    return false;
  };
  return {same: given.targets.map(same)};
}
