/* Pages that look again by themselves (#watch).  A page nobody looks at does not ask; an answer without the part that is
   shown (signed out meanwhile, an error) leaves the old numbers standing and says that they are old. */
(function () {
  "use strict";

  function isWatch(event) {
    return event.detail.elt && event.detail.elt.id === "watch";
  }

  function stale(is) {
    var note = document.getElementById("watch-stale");
    if (note) note.hidden = !is;
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isWatch(event) && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!isWatch(event)) return;
    var whole = event.detail.xhr.status === 200 && event.detail.xhr.responseText.indexOf('id="watch"') !== -1;
    event.detail.shouldSwap = whole;
    stale(!whole);
  });
  document.addEventListener("htmx:sendError", function (event) {
    if (isWatch(event)) stale(true);
  });
})();
