// The open-source assist-tool: real, but text grows to 1.3 only.
window.Assist = class {
  constructor({namespace: ns}) {
    let ratio = 1;
    document.getElementById('assist-open').onclick = () => {
      const ids = {'zoom-out': '放大', 'zoom-min': '缩小', 'cursor-auto': '大鼠标', 'pointer-follow': '辅助线',
        bigtext: '大字幕', audio: '声音', reset: '重置', close: '关闭'};
      const bar = mock.box('position:fixed;top:0;left:0;width:100%;height:60px;background:#eef;z-index:98',
        Object.entries(ids).map(([id, name]) => `<button id="${ns}-${id}">${name}</button>`).join(''));
      const on = (id, act) => { document.getElementById(`${ns}-${id}`).onclick = act; };
      let speaks = false;
      let screen = null;
      on('zoom-out', () => { ratio = Math.min(ratio + 0.1, 1.3); document.getElementById('main').style.zoom = ratio; });
      on('cursor-auto', () => mock.style(`body, body *{cursor:${mock.pointer}!important}`));
      on('pointer-follow', () => mock.cross(['ax', 'ay']));
      on('bigtext', () => { screen = mock.box('position:fixed;bottom:0;left:0;width:100%;height:120px;font-size:40px;background:#fff'); });
      on('audio', () => { speaks = !speaks; });
      on('reset', () => { ratio = 1; document.getElementById('main').style.zoom = 1; });
      on('close', () => { document.getElementById('main').style.zoom = 1; bar.remove(); });
      mock.hovered((text) => {
        if (screen) screen.textContent = text;
        if (speaks) mock.say(text);
      });
    };
  }
};
addEventListener('load', () => new Assist({namespace: 'mozi-assist'}));
