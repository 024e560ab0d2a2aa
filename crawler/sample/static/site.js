// Remembers the reader's text size; the page is complete without it.
(function () {
  var size = window.localStorage && window.localStorage.getItem("text-size");
  if (size) { document.documentElement.style.fontSize = size; }
})();
// The elder mode: larger text with wide lines on every page, until the reader leaves it.
(function () {
  var root = document.documentElement, entry = document.querySelector("[data-elder]");
  function show(on) {
    root.classList.toggle("elder", on);
    if (!entry) { return; }
    entry.textContent = on ? "退出长者模式" : "长者模式";
    entry.setAttribute("aria-pressed", String(on));
  }
  show(window.localStorage && window.localStorage.getItem("elder") === "on");
  if (!entry) { return; }
  entry.addEventListener("click", function () {
    var on = !root.classList.contains("elder");
    if (window.localStorage) { window.localStorage.setItem("elder", on ? "on" : "off"); }
    show(on);
  });
})();
document.addEventListener("click", function (event) {
  var button = event.target.closest ? event.target.closest("button") : null;
  if (button && button.hasAttribute("data-print")) { window.print(); }
  if (button && button.hasAttribute("data-share") && navigator.share) {
    navigator.share({ title: document.title, url: location.href });
  }
});
