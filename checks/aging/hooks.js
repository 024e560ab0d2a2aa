// Installed before a page's own scripts, in every frame: what is spoken, which windows are wanted.
// All frames of one origin share the log of the outermost one.
(() => {
  if (window.__age) return;
  const LIMIT = 300;
  let log = {speech: [], windows: [], dialogs: []};
  try {
    if (window.parent !== window && window.parent.__age) log = window.parent.__age.log;
  } catch { /* a frame of another origin keeps its own */ }
  const age = {log};
  Object.defineProperty(window, '__age', {value: age});

  const said = (kind, text, rate) => {
    if (log.speech.length < LIMIT) {
      log.speech.push({kind, text: String(text ?? '').slice(0, 300), rate: rate ?? null});
    }
  };

  // A headless browser has no voices: give it one, and let each utterance end as it would.
  const talk = window.speechSynthesis;
  if (talk) {
    const proto = Object.getPrototypeOf(talk);
    const voice = {
      name: 'Chinese', lang: 'zh-CN', localService: true, default: true, voiceURI: 'zh-CN',
    };
    const chosen = new WeakMap();
    Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', {
      configurable: true,
      get() { return chosen.get(this) ?? null; },
      set(value) { chosen.set(this, value); },
    });
    proto.getVoices = () => [voice];
    proto.speak = function speak(utterance) {
      said('speak', utterance?.text, utterance?.rate);
      const tell = (name) => {
        try {
          utterance.dispatchEvent(new SpeechSynthesisEvent(name, {utterance}));
        } catch { /* not an utterance */ }
      };
      setTimeout(() => tell('start'), 0);
      setTimeout(() => tell('end'), 40);
    };
    setTimeout(() => talk.dispatchEvent(new Event('voiceschanged')), 0);
  }
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function played(...given) {
    if (this.localName === 'audio') said('media', this.currentSrc || this.src);
    return play.apply(this, given);
  };
  if (window.AudioBufferSourceNode) {
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function started(...given) {
      said('audio', '');
      return start.apply(this, given);
    };
  }

  // New windows are refused by the browser's owner: remember where they would have led.
  const wants = (url) => {
    try {
      if (url && log.windows.length < 20) log.windows.push(new URL(url, document.baseURI).href);
    } catch { /* no address */ }
  };
  const away = (target) => target && !['_self', '_top', '_parent'].includes(target);
  window.open = (url) => { wants(url); return null; };
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((one) => (one.localName === 'a' || one.localName === 'area') && one.href);
    const target = link && (link.target || document.querySelector('base[target]')?.target || '');
    if (away(target)) wants(link.href);
  }, true);

  const sends = (form, button) => {
    const target = button?.getAttribute('formtarget') || form.getAttribute('target') || '';
    if (!away(target)) return;
    const url = new URL(button?.getAttribute('formaction') || form.getAttribute('action') || '', document.baseURI);
    if (!/^post$/i.test(form.method)) url.search = new URLSearchParams(new FormData(form, button ?? null));
    wants(url.href);
  };
  document.addEventListener('submit', (event) => {
    setTimeout(() => { if (!event.defaultPrevented) sends(event.target, event.submitter); }, 0);
  }, true);
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function submitted() {
    sends(this);
    return submit.call(this);
  };

  // A person reads a notice and agrees to a question; the text tells why nothing else happened.
  const asked = (text) => {
    if (log.dialogs.length < 20) log.dialogs.push(String(text ?? '').slice(0, 100));
  };
  window.alert = (text) => asked(text);
  window.confirm = (text) => { asked(text); return true; };
  window.prompt = (text) => { asked(text); return null; };

  // Toolbars in closed shadow trees are looked at, too.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(how) {
    return attach.call(this, {...how, mode: 'open'});
  };
})();
