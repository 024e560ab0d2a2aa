// Brings the first stop that seems unmarked into view, with or without focus, and says where it is.
(tools, given) => {
  const element = tools.page.walk.unmarked[0];
  if (!element?.isConnected) return {};
  tools.active(true)?.blur?.();
  if (!given.focus) element.scrollIntoView({block: 'center', behavior: 'instant'});
  if (given.focus) element.focus({preventScroll: true});
  const box = tools.placed(element);
  return {
    x: Math.max(0, box.left + scrollX - given.margin), y: Math.max(0, box.top + scrollY - given.margin),
    width: Math.min(box.width + 2 * given.margin, innerWidth), height: Math.min(box.height + 2 * given.margin, innerHeight),
  };
}
