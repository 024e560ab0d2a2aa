// The family of aria.js: its bar is HTML fetched from the script's host; steps of a tenth; a 关怀版.
const ariaHost = new URL('.', document.currentScript.src).href;
window.aria = {
  zoom: 1, voice: true,
  start() {
    document.cookie = 'ariaStatus=true; path=/';
    const phone = /Mobile/.test(navigator.userAgent);
    const name = phone ? 'wap.min.html' : 'toolbar.min.html';
    setTimeout(async () => aria.show(await (await fetch(`${ariaHost}public/theme/1/${name}`)).text(), phone), 150);
  },
  show(html, phone) {
    if (document.getElementById('ariaToptoolbar') || document.getElementById('ariaConfigPanel')) return;
    mock.box(`position:fixed;${phone ? 'bottom' : 'top'}:0;left:0;width:100%;background:#eee;z-index:98`,
      html, phone ? 'ariaConfigPanel' : 'ariaToptoolbar');
    document.body.classList.add('ariabodytopfiexed');
    document.body.style.paddingTop = '80px';
    const on = (selector, act) => document.querySelector(selector)?.addEventListener('click', act);
    on('.ariazoomb', () => { aria.zoom = Math.min(aria.zoom + 0.1, 2); mock.resize(aria.zoom); });
    on('.ariazooms', () => { aria.zoom = Math.max(aria.zoom - 0.1, 1); mock.resize(aria.zoom); });
    on('.ariavoice', () => { aria.voice = !aria.voice; });
    on('.ariathemebtn', () => mock.style('html body, html body *{background:#000!important;color:#ff0!important}'));
    on('.ariamouseb', () => mock.style(`body *{cursor:${mock.pointer}!important}`));
    on('.ariamouseten', () => { aria.cross = mock.cross(['ariax', 'ariay']); });
    on('.ariabigsrc', () => {
      const box = mock.box('position:fixed;bottom:0;left:0;width:100%;height:140px;background:#333;color:#fff;font-size:48px;z-index:97', '<div id="acctip"></div>', 'accscreen');
      box.classList.add('expanded');
    });
    on('.ariareset', () => { aria.zoom = 1; mock.resize(1); });
    on('.ariaOldFixed, #zzmsbtn', aria.oldFixedStart);
    on('.ariaexit', () => {
      for (const name of ['ariaStatus', 'ariaoldFixedStatus']) document.cookie = `${name}=; path=/; max-age=0`;
      location.reload();
    });
    mock.hovered((text) => {
      const tip = document.getElementById('acctip');
      if (tip) tip.textContent = text;
      if (aria.voice) mock.say(text);
    });
  },
  oldFixedStart() {
    document.cookie = 'ariaoldFixedStatus=true; path=/';
    document.body.classList.add('useOldFixed');
    const px = innerWidth >= 1367 ? 36 : innerWidth > 768 ? 28 : 18;
    mock.style(`.useOldFixed *{font-size:${px}px!important;line-height:1.8!important}
      .useOldFixed #main{width:80%} .useOldFixed .minor{display:none}`);
    aria.start();
  },
};
addEventListener('load', () => {
  if (mock.cookie('ariaoldFixedStatus')) aria.oldFixedStart();
  else if (mock.cookie('ariaStatus')) aria.start();
});
