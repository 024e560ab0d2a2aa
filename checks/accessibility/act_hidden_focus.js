// Puts focus on what is hidden from screen readers behind an open dialog, and sees whether it stays.
// Elsewhere axe decides by itself. Focus and scroll position are given back.
async (tools, given) => {
  const {say, shown} = tools;
  const open = [...document.querySelectorAll('dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]')]
    .some((one) => shown(one) && !one.closest('[aria-hidden="true"]'));
  if (!open) return {stays: []};
  const found = [...document.querySelectorAll('[aria-hidden="true"]')]
    .flatMap((one) => [one, ...one.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')])
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
      && !one.closest('[inert]') && one.matches('a[href],button,input,select,textarea,summary,[tabindex]'));
  const before = document.activeElement;
  const at = [scrollX, scrollY];
  const stays = [];
  for (const one of [...new Set(found)].slice(0, given.most)) {
    one.focus({preventScroll: true});
    if (document.activeElement !== one) continue;
    await new Promise((done) => { setTimeout(done, given.settle_ms); });
    if (document.activeElement === one) stays.push(one);
  }
  document.activeElement?.blur?.();
  if (before && before !== document.body) before.focus({preventScroll: true});
  scrollTo({left: at[0], top: at[1], behavior: 'instant'});
  return {stays: tools.steady(stays).map((one) => say(one))};
}
