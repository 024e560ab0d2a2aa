// A plug-in of the site itself, in a closed shadow tree.
function kqNav() {
  const host = document.createElement('div');
  document.body.prepend(host);
  const root = host.attachShadow({mode: 'closed'});
  root.innerHTML = `<div style="background:#fd9;padding:8px"><button>字体放大</button><button>缩小</button>
    <button>高对比</button><button>朗读</button><button>还原</button><button>退出无障碍</button></div>`;
  const [big, , theme, read, reset, exit] = root.querySelectorAll('button');
  let ratio = 1;
  const sheet = mock.style('');
  const set = () => { sheet.textContent = `html{font-size:${16 * ratio}px} #main,#main *{font-size:${ratio}rem!important}`; };
  big.onclick = () => { ratio = Math.min(ratio + 0.5, 2); set(); };
  theme.onclick = () => mock.style('html body, html body *{background:#006!important;color:#ff0!important}');
  let speaks = false;
  read.onclick = () => { speaks = !speaks; };
  mock.hovered((text) => { if (speaks) mock.say(text); });
  reset.onclick = () => { sheet.textContent = ''; };
  exit.onclick = () => location.reload();
}
