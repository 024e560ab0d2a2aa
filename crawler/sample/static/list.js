// Fills the list of a column from its data file.
(function () {
  var source = document.currentScript.getAttribute("data-source");
  fetch(source).then(function (answer) { return answer.json(); }).then(function (items) {
    var list = document.getElementById("list");
    items.forEach(function (item) {
      var entry = document.createElement("li");
      entry.textContent = item.title + " " + item.date;
      list.appendChild(entry);
    });
  });
})();
