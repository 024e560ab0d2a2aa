// The rrbay family: a licence is asked for first; a desktop is told from a telephone by its name,
// badly; buttons are mere boxes; text is wrapped in <r>; sizes by a class.
addEventListener('load', () => {
  const licence = new URL('/api.aspx?txt=', document.getElementById('rrbayJs').src).href;
  let words = 1;
  let on = true;
  const build = () => {
    const isPhone = /mobile|android|s[cg]h/i.test(navigator.userAgent);
    if (isPhone) {
      mock.box('position:fixed;bottom:0;left:0;width:100%;background:#ddd;z-index:98',
        '<div id="rrbay_ZT" class="rrbay_item">大字</div><div id="rrbay_Cross" class="rrbay_item">关闭</div>', 'wza-Tool');
      rrbay_ZT.onclick = () => mock.resize(words = 1.6);
      return;
    }
    for (const node of mock.texts()) {
      const parts = node.data.match(/.{1,3}/gs) ?? [];
      node.replaceWith(...parts.map((part) => Object.assign(document.createElement('r'), {textContent: part})));
    }
    const names = {id_bWord: '大字', id_sWord: '小字', id_ruler: '光标', id_cursor: '鼠标', id_color: '颜色',
      id_switch: '声音', id_display: '显示屏', id_close: '退出'};
    mock.box('position:fixed;top:0;left:0;width:100%;height:60px;background:#ddd;z-index:98;display:flex;gap:30px',
      Object.entries(names).map(([id, name]) => `<div class="rrbay_item" id="${id}">${name}</div>`).join(''), 'rrbay_wzatool');
    document.body.classList.add('rrbay_body');
    document.body.style.paddingTop = '70px';
    id_bWord.onclick = () => { words = Math.min(words + 0.3, 2.2); mock.resize(words); };
    id_ruler.onclick = () => mock.cross(['rrbay_mouse_x', 'rrbay_mouse_y']);
    id_cursor.onclick = () => { mock.style(`.yyyy *{cursor:${mock.pointer}}`); document.body.classList.add('yyyy'); };
    id_color.onclick = () => mock.style('html body, html body *{background:#000!important;color:#fff!important}');
    id_switch.onclick = () => { on = !on; };
    id_display.onclick = () => mock.box('position:fixed;bottom:0;left:0;width:100%;height:160px;font-size:60px;background:#fff', '', 'rrbay_ds');
    id_close.onclick = () => { document.cookie = 'gWzaTool=; path=/; max-age=0'; location.reload(); };
    mock.hovered((text) => {
      const screen = document.getElementById('rrbay_ds');
      if (screen) screen.textContent = text;
      if (on) mock.say(text);
    });
  };
  const start = () => {
    document.cookie = 'gWzaTool=1; path=/';
    const asked = document.createElement('script');
    asked.src = licence;
    asked.onload = build;
    document.head.append(asked);
  };
  wzayd.onclick = () => { document.cookie = 'gWzaTool=1; path=/'; location.reload(); };
  if (mock.cookie('gWzaTool')) start();
});
