// Behaviours that mock toolbars share; written for the tests from what is observable of real ones.
const mock = {
  texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      const inBar = n.parentElement.closest('[data-mock]');
      if (n.data.trim() && !inBar && !['SCRIPT', 'STYLE'].includes(n.parentElement.tagName)) found.push(n);
    }
    return found;
  },
  style(text) {
    const one = document.createElement('style');
    one.textContent = text;
    document.head.append(one);
    return one;
  },
  box(css, html = '', id = '') {
    const one = document.createElement('div');
    one.dataset.mock = '1';
    one.id = id;
    one.style.cssText = css;
    one.innerHTML = html;
    document.body.prepend(one);
    return one;
  },
  cross(ids) {
    const x = mock.box('position:fixed;top:0;height:100%;width:4px;background:red;pointer-events:none;z-index:99', '', ids[0]);
    const y = mock.box('position:fixed;left:0;width:100%;height:4px;background:red;pointer-events:none;z-index:99', '', ids[1]);
    document.addEventListener('mousemove', (e) => {
      x.style.left = `${e.clientX}px`;
      y.style.top = `${e.clientY}px`;
    });
    return () => { x.remove(); y.remove(); };
  },
  hovered(tell) {
    document.addEventListener('mouseover', (e) => {
      if (e.target.closest('[data-mock]')) return;
      const text = e.target.innerText?.trim();
      if (text && text.length < 200) tell(text);
    });
  },
  say: (text) => speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), {
    voice: speechSynthesis.getVoices().find((one) => one.lang === 'zh-CN'),
  })),
  resize(ratio) {
    const all = [...document.body.querySelectorAll('*')].filter((one) => !one.closest('[data-mock]'));
    for (const one of all) one.dataset.px ??= parseFloat(getComputedStyle(one).fontSize);
    for (const one of all) one.style.fontSize = `${one.dataset.px * ratio}px`;
  },
  // A pointer of 64 by 64 px.
  pointer: (() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    canvas.getContext('2d').fillRect(0, 0, 64, 64);
    return `url(${canvas.toDataURL()}) 0 0, auto`;
  })(),
  cookie: (name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.split('=')[1],
};
