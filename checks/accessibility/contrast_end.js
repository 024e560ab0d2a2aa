// Puts the texts back, and measures the ratio of their colour to every pixel that was behind them in
// any picture.
async (tools, given) => {
  const state = tools.page.contrast;
  for (const one of state.looked) one.element.removeAttribute('data-govcheck-ink');
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== state.sheet);
  const steady = (one) => {
    const now = [];
    for (const node of one.element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.nodeValue.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      now.push(...range.getClientRects());
    }
    const kept = now.filter((r) => r.width >= 2 && r.height >= 4);
    return kept.length === one.rects.length
      && kept.every((r, i) => Math.abs(r.left - one.rects[i].left) < 1 && Math.abs(r.top - one.rects[i].top) < 1);
  };
  const still = state.looked.filter(steady);
  window.scrollTo({left: state.scroll[0], top: state.scroll[1], behavior: 'instant'});
  const pictures = [];
  for (const shot of given.shots) {
    const bytes = Uint8Array.from(atob(shot), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    pen.drawImage(bitmap, 0, 0);
    pictures.push({pen, bitmap, scale: bitmap.width / state.clip.width});
  }
  const line = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const table = Array.from({length: 256}, (_, v) => line(v / 255));
  const lum = (r, g, b) => 0.2126 * table[r] + 0.7152 * table[g] + 0.0722 * table[b];

  const measured = still.map((one) => {
    const [r, g, b, alpha] = one.ink;
    const ratios = [];
    for (const {pen, bitmap, scale} of pictures) for (const rect of one.rects) {
      const x = Math.round((rect.left - state.corner[0]) * scale);
      const y = Math.round((rect.top - state.corner[1]) * scale);
      const wide = Math.max(1, Math.min(Math.round(rect.width * scale), bitmap.width - x));
      const high = Math.max(1, Math.min(Math.round(rect.height * scale), bitmap.height - y));
      const data = pen.getImageData(x, y, wide, high).data;
      for (let i = 0; i < data.length; i += 4) {
        const behind = lum(data[i], data[i + 1], data[i + 2]);
        const mixed = (c, k) => Math.round(c * alpha + data[i + k] * (1 - alpha));
        const ink = lum(mixed(r, 0), mixed(g, 1), mixed(b, 2));
        ratios.push((Math.max(behind, ink) + 0.05) / (Math.min(behind, ink) + 0.05));
      }
    }
    ratios.sort((a, b) => a - b);
    const cut = (v) => Math.floor(v * 100) / 100;
    return {
      number: one.number, needed: one.needed, pixels: ratios.length, least: cut(ratios[0]),
      median: cut(ratios[ratios.length >> 1]), most: cut(ratios.at(-1)),
    };
  }).filter((one) => one.pixels > 0);
  return {measured};
}
