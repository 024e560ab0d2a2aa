// The older assist.js: a button at the side made by the script; sizes by CSS zoom.
addEventListener('load', () => {
  const side = mock.box('position:fixed;left:0;top:300px;z-index:98', '<a href="javascript:;" title="无障碍浏览"><img alt="" width="40" height="40" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="></a>', 'cniil_slb');
  let ratio = 1;
  let speaks = false;
  side.querySelector('a').onclick = () => {
    const bar = mock.box('position:fixed;top:0;left:0;width:100%;height:60px;background:#ddd;z-index:97',
      ['语音', '放大', '缩小', '高对比度', '重置', '退出'].map((t) => `<button>${t}</button>`).join(' '));
    const [voice, big, small, theme, reset, exit] = bar.querySelectorAll('button');
    const main = document.getElementById('main');
    const set = (to) => { ratio = to; main.style.zoom = ratio; };
    big.onclick = () => set(Math.min(ratio + 0.25, 2));
    small.onclick = () => set(Math.max(ratio - 0.25, 1));
    voice.onclick = () => { speaks = !speaks; };
    theme.onclick = () => document.documentElement.classList.toggle('contrast');
    reset.onclick = () => { set(1); document.documentElement.classList.remove('contrast'); };
    exit.onclick = () => { reset.onclick(); bar.remove(); };
  };
  mock.style('.contrast body, .contrast body *{background:#000!important;color:#fff!important}');
  mock.hovered((text) => { if (speaks) new Audio(`/tts.wav?t=${encodeURIComponent(text)}`).play().catch(() => {}); });
});
