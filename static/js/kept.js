/* Keeps what is typed, every few seconds and when a field is left: form[data-keep] names where.
   The form carries a signed field that says whose it is; the server shows it to that person again, and to nobody else. */
"use strict";

(() => {
  const PAUSE = 2500;
  const timers = new WeakMap();
  const said = new WeakMap();

  const fieldsOf = (form) => {
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (typeof value === "string") fields.append(name, value); });
    return fields;
  };

  /* The token of the form against forgery changes from page to page and says nothing about what was typed. */
  const typed = (fields) => {
    const copy = new URLSearchParams(fields);
    ["csrfmiddlewaretoken", "kept"].forEach((name) => copy.delete(name));
    return copy.toString();
  };

  const keep = async (form, leaving = false) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const fields = fieldsOf(form);
    const now = typed(fields);
    if (said.get(form) === now || form.dataset.done) return;
    const line = form.querySelector("[data-kept-status]");
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", body: fields, keepalive: leaving, headers: { Accept: "application/json" },
      });
      const news = await answer.json();
      if (answer.ok) said.set(form, now);
      if (line) line.textContent = answer.ok ? `${line.dataset.kept} ${news.at}` : (news.sentences || [""]).join(" ");
    } catch {
      if (line && !leaving) line.textContent = line.dataset.unkept;
    }
  };

  const formOf = (event) => event.target instanceof Element && event.target.closest("form[data-keep]");
  const changed = (event) => {
    const form = formOf(event);
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(keep, PAUSE, form));
  };
  const flush = (leaving) => document.querySelectorAll("form[data-keep]").forEach((form) => {
    if (timers.has(form)) keep(form, leaving);
  });

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("focusout", (event) => {
    const form = formOf(event);
    if (form && timers.has(form)) keep(form);
  });
  /* What is saved for good need not be kept. */
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.delete(form);
  }, true);
  window.addEventListener("pagehide", () => flush(true));

  window.opc = window.opc || {};
  window.opc.keepNow = () => flush(false);
})();
