// Remembers the reader's text size; the page is complete without it.
(function () {
  var size = window.localStorage && window.localStorage.getItem("text-size");
  if (size) { document.documentElement.style.fontSize = size; }
})();
document.addEventListener("click", function (event) {
  var button = event.target.closest ? event.target.closest("button") : null;
  if (button && button.hasAttribute("data-print")) { window.print(); }
  if (button && button.hasAttribute("data-share") && navigator.share) {
    navigator.share({ title: document.title, url: location.href });
  }
});
