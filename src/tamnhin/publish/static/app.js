/* Filters and searches a list in the page. Everything can be read without it. */
(function () {
  "use strict";

  function fold(text) {
    return text.replace(/[đĐ]/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "")
      .toLowerCase().split(/\s+/).filter(Boolean);
  }

  function setUp(form) {
    var list = document.querySelector("[data-rows]");
    if (!list) { return; }
    var rows = Array.prototype.slice.call(list.children);
    var shown = document.querySelector("[data-shown]");
    var none = document.querySelector("[data-none]");
    var query = form.querySelector("[name=q]");
    var selects = Array.prototype.slice.call(form.querySelectorAll("select"));

    function fits(row, words, chosen) {
      var text = row.getAttribute("data-text") || "";
      return words.every(function (word) { return text.indexOf(word) >= 0; }) &&
        chosen.every(function (pair) {
          return (row.getAttribute("data-" + pair[0]) || "").split(" ").indexOf(pair[1]) >= 0;
        });
    }

    function apply() {
      var words = fold(query.value);
      var chosen = selects.filter(function (s) { return s.value; })
        .map(function (s) { return [s.name, s.value]; });
      var count = 0;
      rows.forEach(function (row) {
        row.hidden = !fits(row, words, chosen);
        if (!row.hidden) { count += 1; }
      });
      shown.textContent = String(count);
      none.hidden = count > 0;
      remember(chosen);
    }

    // The address keeps the question, so that a filtered list can be sent to somebody.
    function remember(chosen) {
      var asked = new URLSearchParams();
      if (query.value.trim()) { asked.set("q", query.value.trim()); }
      chosen.forEach(function (pair) { asked.set(pair[0], pair[1]); });
      var text = asked.toString();
      try {
        history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
      } catch (error) { /* a browser may forbid it for files; the list works all the same */ }
    }

    function recall() {
      var asked = new URLSearchParams(location.search);
      query.value = asked.get("q") || "";
      selects.forEach(function (s) {
        var wanted = asked.get(s.name) || "";
        s.value = wanted;
        if (s.value !== wanted) { s.value = ""; }
      });
    }

    var waiting = 0;
    query.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    selects.forEach(function (s) { s.addEventListener("change", apply); });
    form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
    form.addEventListener("click", function (event) {
      if (event.target.matches("[data-all]")) {
        event.preventDefault();
        form.reset();
        query.value = "";
        selects.forEach(function (s) { s.value = ""; });
        apply();
        query.focus();
      }
    });
    // A link to a row, from a map for example, shows the row whatever the filters say.
    window.addEventListener("hashchange", function () {
      var row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && row.hidden) { row.hidden = false; row.scrollIntoView(); }
    });
    if (location.search) { recall(); apply(); }
  }

  var form = document.querySelector("[data-filters]");
  if (form) { setUp(form); }
})();
