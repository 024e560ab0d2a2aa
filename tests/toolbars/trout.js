// The trout family: modules of a loader; the elder mode changes the page in place.
window.schubert = {
  use() {},
  trout: {
    doElder() {
      document.documentElement.classList.add('elder');
      sessionStorage.setItem('mode', 'elder');
      const back = mock.box('position:fixed;right:0;top:200px;z-index:98', '<button>退出长者版</button>');
      back.firstChild.onclick = () => {
        sessionStorage.removeItem('mode');
        document.documentElement.classList.remove('elder');
        back.remove();
      };
    },
    doModeInit() { if (sessionStorage.getItem('mode') === 'elder') schubert.trout.doElder(); },
  },
};
mock.style('.elder body,.elder body *{font-size:26px;line-height:2} .elder .minor{display:none}');
addEventListener('load', () => {
  ghb.onclick = () => schubert.trout.doElder('elder');
  schubert.trout.doModeInit();
});
