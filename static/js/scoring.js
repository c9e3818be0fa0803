/* Adds up the marks on the page as they are chosen; the server adds them up again at each save. */
"use strict";

(() => {
  const DIGITS = "๐๑๒๓๔๕๖๗๘๙";
  const read = (text) => {
    const plain = text.trim().replace(/[๐-๙]/g, (digit) => DIGITS.indexOf(digit));
    return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  };

  const addUp = (form) => {
    let points = 0;
    let marked = 0;
    form.querySelectorAll("input[name^=mark_]").forEach((input) => {
      if (input.type === "radio" && !input.checked) return;
      const mark = read(input.value);
      if (mark === null) return;
      points += mark;
      marked += 1;
    });
    const show = (name, number) => {
      const place = form.querySelector(`[data-${name}]`);
      if (place) place.textContent = String(Math.round(number * 100) / 100);
    };
    show("points", points);
    show("marked", marked);
  };

  const refresh = () => document.querySelectorAll("[data-score-sheet]").forEach(addUp);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-score-sheet]");
    if (form) addUp(form);
  });
  document.addEventListener("DOMContentLoaded", refresh);
  document.addEventListener("htmx:afterSettle", refresh);
  window.addEventListener("pageshow", refresh);
})();
