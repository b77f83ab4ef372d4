/* Keys for the buttons of the page, and the text and the reading side by side. Without it the
   page works by its links and forms. */
(function () {
  "use strict";

  var KEY = "tamnhin-review-keys";
  var same = { ArrowDown: "j", ArrowUp: "k" };
  var text = document.getElementById("text");
  var reading = document.getElementById("reading");
  var box = document.getElementById("keys");
  var on = recall();
  var busy = false;

  function recall() {
    try { return window.localStorage.getItem(KEY) !== "off"; } catch (error) { return true; }
  }

  function typing(target) {
    return Boolean(target.closest("input, textarea, select, [contenteditable]"));
  }

  function press(target) {
    var details = target.tagName === "SUMMARY" ? target.parentElement : null;
    if (!details) { target.click(); return; }
    details.open = !details.open;
    var first = details.open && details.querySelector("input:not([type=hidden]), textarea, select");
    (first || target).focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { leave(event.target); return; }
    if (!on || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) { return; }
    var name = same[event.key] || event.key;
    var inPane = event.target === text || event.target === reading;
    if (same[event.key] && inPane) { return; }
    if (!/^[a-z?]$/.test(name)) { return; }
    var target = document.querySelector('[data-key="' + name + '"]');
    if (target) { event.preventDefault(); press(target); }
  });

  // Escape closes what is open and gives the keys back.
  function leave(target) {
    var details = target.closest && target.closest("details");
    if (!details) { return; }
    details.open = false;
    details.querySelector("summary").focus();
  }

  // A decision is sent once, however often the key is pressed.
  document.addEventListener("submit", function (event) {
    if (busy) { event.preventDefault(); }
    busy = true;
  });
  window.addEventListener("pageshow", function () { busy = false; });

  if (box) {
    box.checked = on;
    box.addEventListener("change", function () {
      on = box.checked;
      try { window.localStorage.setItem(KEY, on ? "on" : "off"); } catch (error) { /* not kept */ }
    });
  }

  function bring(pane, target, share) {
    if (!pane || !target || pane.scrollHeight <= pane.clientHeight) { return; }
    var top = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += top - pane.clientHeight * share;
  }

  bring(text, document.getElementById("here") || document.querySelector("mark.on"), 0.3);
  bring(reading, document.getElementById("chosen"), 0.02);
  var wrong = document.querySelector("[aria-invalid]");
  if (wrong) { wrong.focus(); }

  // The reading follows the text: the card of the first passage in sight comes to the top.
  var waiting = false;
  function follow() {
    waiting = false;
    var edge = text.getBoundingClientRect().top;
    var tags = Array.prototype.slice.call(text.querySelectorAll("[data-tag]"));
    var first = tags.find(function (tag) { return tag.getBoundingClientRect().bottom > edge; });
    if (!first) { return; }
    var name = first.getAttribute("data-tag");
    bring(reading, reading.querySelector('[data-card="' + CSS.escape(name) + '"]'), 0.02);
  }
  var hand = false;
  ["wheel", "touchmove", "keydown", "pointerdown"].forEach(function (kind) {
    if (text) { text.addEventListener(kind, function () { hand = true; }, { passive: true }); }
  });
  if (text && reading) {
    text.addEventListener("scroll", function () {
      if (hand && !waiting) { waiting = true; window.requestAnimationFrame(follow); }
    }, { passive: true });
  }
}());
