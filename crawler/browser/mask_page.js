// Hides personal data on the page while a picture is taken: identity numbers, mobile numbers, bank
// cards, in texts and in fields. Hides at least what checks/masking.py hides; restores it afterwards.
(() => {
  const digit = '[0-9０-９]';
  const edge = '(?<![0-9０-９A-Za-z])';
  const stop = '(?![0-9０-９A-Za-z])';
  const ID = new RegExp(`${edge}${digit}{6}[ -]?${digit}{8}[ -]?${digit}{3}[0-9０-９XxＸｘ]${stop}`, 'g');
  const OLD = new RegExp(`(?<![0-9０-９A-Za-z_./=&?%-])${digit}{15}${stop}`, 'g');
  const CARD = new RegExp(`${edge}${digit}{4}(?:[ -]?${digit}{4}){3}(?:[ -]?${digit}{1,3})?${stop}`, 'g');
  const MOBILE = new RegExp(
    `(?<![0-9０-９A-Za-z_./=&?%-])(?:\\+?86[- ]?)?1[3-9]${digit}[- ]?${digit}{4}[- ]?${digit}{4}`
    + '(?![0-9０-９A-Za-z_/=%-])', 'g');
  const ACCOUNT = /账号|帐号|卡号|账户|帐户|开户|银行|存折/;
  const IDENTITY = /身份证|证件号/;
  const UNION_PAY = new RegExp(`^[6６][2２](?:[ -]?${digit}){14}`);
  const NEAR = 40;
  const BLOCK = 'p,div,td,th,li,dd,dt,h1,h2,h3,h4,h5,h6,tr,table,ul,ol,section,article,main,header,'
    + 'footer,nav,aside,form,fieldset,pre,blockquote,figure,body,option';
  const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE']);

  const plain = (text) => text.replace(/[ +-]/g, '')
    .replace(/[０-９Ｘｘ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toUpperCase();
  const stars = (text, head, tail) =>
    text.slice(0, head) + '*'.repeat(Math.max(0, text.length - head - tail)) + text.slice(-tail);
  const isIdentity = (number) => {
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, w, i) => total + w * Number(number[i]), 0);
    return '10X98765432'[sum % 11] === number[17];
  };
  const luhn = (number) => [...number].reverse().reduce((total, d, i) => {
    const doubled = i % 2 ? d * 2 : Number(d);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0) % 10 === 0;
  const before = (word, text, at) => word.test(text.slice(Math.max(0, at - NEAR), at));

  // Keeps the length, so that the parts of a text can be put back where they were.
  const mask = (text) => {
    if (!/[0-9０-９]{3}/.test(text)) return text;
    return text
      .replace(ID, (n) => (isIdentity(plain(n)) ? stars(n, 3, 1) : n))
      .replace(CARD, (n, at, all) => ((before(ACCOUNT, all, at) || UNION_PAY.test(n)) && luhn(plain(n))
        ? stars(n, 4, 4) : n))
      .replace(OLD, (n, at, all) => (before(IDENTITY, all, at) ? stars(n, 3, 1) : n))
      .replace(MOBILE, (n) => {
        const places = [...n].flatMap((c, i) => (/[0-9０-９]/.test(c) ? [i] : [])).slice(-11);
        const hidden = new Set(places.slice(3, 7));
        return [...n].map((c, i) => (hidden.has(i) ? '*' : c)).join('');
      });
  };

  const gather = (root, found) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.nodeValue && !SILENT.has(node.parentElement?.tagName)) found.texts.push(node);
        continue;
      }
      if (node.shadowRoot) gather(node.shadowRoot, found);
      if (['INPUT', 'TEXTAREA'].includes(node.tagName.toUpperCase())) found.fields.push(node);
      if (['IFRAME', 'FRAME'].includes(node.tagName.toUpperCase())) {
        let inside = null;
        try { inside = node.contentDocument; } catch { /* another origin */ }
        if (inside?.documentElement) gather(inside, found);
        else found.closed.push(node);
      }
    }
  };

  let undo = [];
  const hide = () => {
    show();
    const found = {texts: [], fields: [], closed: []};
    gather(document, found);
    let joined = '';
    let last = null;
    const places = found.texts.map((node) => {
      const block = node.parentElement?.closest(BLOCK) ?? node.getRootNode();
      if (joined && block !== last) joined += '\n';
      last = block;
      joined += node.nodeValue;
      return joined.length - node.nodeValue.length;
    });
    const hidden = mask(joined);
    found.texts.forEach((node, i) => {
      const was = node.nodeValue;
      const now = hidden.slice(places[i], places[i] + was.length);
      if (now === was) return;
      undo.push(() => { if (node.nodeValue === now) node.nodeValue = was; });
      node.nodeValue = now;
    });
    for (const field of found.fields) {
      const was = field.value;
      const now = field.type === 'file' ? was : mask(was ?? '');
      if (now === was) continue;
      undo.push(() => { if (field.value === now) field.value = was; });
      field.value = now;
    }
    const numbers = undo.length;
    for (const frame of found.closed) {  // what is inside cannot be looked through
      const was = frame.style.getPropertyValue('visibility');
      const rank = frame.style.getPropertyPriority('visibility');
      undo.push(() => frame.style.setProperty('visibility', was, rank));
      frame.style.setProperty('visibility', 'hidden', 'important');
    }
    return {numbers, frames: found.closed.length};
  };
  const show = () => {
    for (const back of undo.reverse()) back();
    undo = [];
    return true;
  };
  Object.defineProperty(window, '__govcheckMask', {value: hide});
  Object.defineProperty(window, '__govcheckUnmask', {value: show});
})();
