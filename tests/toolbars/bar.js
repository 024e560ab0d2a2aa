// A small bar that works, or with ``data-dead`` does nothing: put wherever it is asked for.
const dead = document.currentScript.dataset.dead !== undefined;
let ratio = 1, speaks = false;
const sheet = mock.style(''), colours = mock.style('');
const html = ['放大', '高对比度', '朗读', '还原', '退出'].map((name) => `<button>${name}</button>`).join(' ');
const CSS = 'position:fixed;top:0;left:0;width:100%;height:50px;background:#ddd;z-index:98';
// Makes the buttons of ``root`` act on the page; ``away`` takes the bar off.
const act = (root, away) => {
  const [big, theme, read, reset, exit] = root.querySelectorAll('button');
  const set = (to) => { ratio = to; sheet.textContent = `html{font-size:${16 * ratio}px} #main,#main *{font-size:${ratio}rem!important}`; };
  if (dead) return;
  big.onclick = () => set(Math.min(ratio + 0.5, 2));
  theme.onclick = () => { colours.textContent = 'html body, html body *{background:#000!important;color:#ff0!important}'; };
  read.onclick = () => { speaks = !speaks; };
  reset.onclick = () => { sheet.textContent = colours.textContent = ''; };
  exit.onclick = () => { reset.onclick(); away(); };
};
mock.hovered((text) => { if (speaks) mock.say(text); });
window.bar = {
  open() { const box = mock.box(CSS, html); act(box, () => box.remove()); },
  framed() {
    const box = mock.box(CSS, '<iframe title="无障碍工具条" style="width:100%;height:100%;border:0"></iframe>');
    const frame = box.firstChild;
    frame.onload = () => act(frame.contentDocument, () => box.remove());
    frame.srcdoc = html;
  },
  shadow() {
    const box = mock.box(CSS);
    box.attachShadow({mode: 'open'}).innerHTML = html;
    act(box.shadowRoot, () => box.remove());
  },
  elder() { document.documentElement.classList.toggle('elder'); },
};
if (!dead) mock.style('.elder body,.elder body *{font-size:26px;line-height:2} .elder .minor{display:none}');
if (dead) bar.elder = () => {};
