// The ESD family: a bar above the page, text wrapped in elements of its own, ?ewt=1, cookie wzaIsOn.
window.EsdToolbar = {
  isOpen: false, ratio: 1,
  open() {
    EsdToolbar.isOpen = true;
    document.cookie = 'wzaIsOn=1; path=/';
    for (const node of mock.texts()) {
      const wrap = document.createElement('span');
      wrap.className = 'ESDAssetsTextCon';
      node.replaceWith(wrap);
      const half = Math.ceil(node.data.length / 2);
      wrap.append(node.data.slice(0, half), Object.assign(document.createElement('i'), {textContent: node.data.slice(half), style: 'font-style:normal'}));
    }
    document.body.style.paddingTop = '98px';
    mock.box('position:absolute;top:0;left:0;width:100%;height:98px;background:#ccc', `<div id="toolbar">
      <button id="e1">放大</button><button id="e2">配色</button><button id="e3">指读</button>
      <button id="e4">辅助线</button><button id="e5">纯文本</button><button id="e6">关闭</button></div>`, 'toolbarHtml');
    e1.onclick = () => {
      EsdToolbar.ratio = Math.min(EsdToolbar.ratio + 0.5, 2);
      mock.style(`.ESDAssetsTextCon{display:inline-block;transform-origin:0 0;transform:scale(${EsdToolbar.ratio})}`);
    };
    e2.onclick = () => mock.style('html body, html body *{background:#fff!important;color:#000!important}');
    e3.onclick = () => { EsdToolbar.reads = !EsdToolbar.reads; };
    e4.onclick = () => mock.cross(['esdx', 'esdy']);
    e5.onclick = () => {
      EsdToolbar.plain = !EsdToolbar.plain;
      for (const one of document.images) one.style.display = EsdToolbar.plain ? 'none' : '';
    };
    e6.onclick = () => { document.cookie = 'wzaIsOn=; path=/; max-age=0'; location.reload(); };
  },
};
mock.hovered((text) => { if (EsdToolbar.reads) mock.say(text); });
addEventListener('load', () => {
  toolbarSwitch.onclick = EsdToolbar.open;
  if (mock.cookie('wzaIsOn') || location.search.includes('ewt=1')) EsdToolbar.open();
});
