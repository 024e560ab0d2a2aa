// Leaves the page as it was before the walk.
(tools) => {
  const walk = tools.page.walk;
  if (!walk) return {};
  window.removeEventListener('keydown', walk.note, true);
  for (const active of [tools.active(true), document.activeElement]) {
    if (active && active.localName !== 'body') active.blur();
  }
  if (walk.active && walk.active !== document.body && walk.active.isConnected) walk.active.focus({preventScroll: true});
  if (location.href !== walk.address && location.href.split('#')[0] === walk.address.split('#')[0]) {
    history.replaceState(history.state, '', walk.address);
  }
  scrollTo({left: walk.scroll[0], top: walk.scroll[1], behavior: 'instant'});
  for (const [one, old] of walk.kept) window[one] = old;
  delete tools.page.walk;
  return {};
}
