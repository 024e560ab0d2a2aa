// A bar for inspections: it opens, and no button does anything.
addEventListener('load', () => {
  document.getElementById('wza').onclick = () => mock.box(
    'position:fixed;top:0;left:0;width:100%;height:60px;background:#ddd;z-index:98',
    ['放大', '缩小', '声音', '大鼠标', '十字线', '配色', '重置', '退出'].map((t) => `<button>${t}</button>`).join(' '));
});
