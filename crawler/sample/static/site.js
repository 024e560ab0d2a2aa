// Remembers the reader's text size; the page is complete without it.
(function () {
  var size = window.localStorage && window.localStorage.getItem("text-size");
  if (size) { document.documentElement.style.fontSize = size; }
})();
