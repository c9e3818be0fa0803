/* Makes two things smoother; every page works without it. */
"use strict";

(() => {
  /* The summary of errors is read first. */
  const focusErrors = (root) => {
    const summary = root.querySelector(".form-errors");
    if (summary) summary.focus();
  };

  /* A second press of the same button sends nothing twice.  The button goes dead only after the form has been
     gathered, so that its own name and value are sent; the page kept by "back" finds it alive again. */
  const holdButtons = (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button[type=submit], input[type=submit]").forEach((button) => {
      button.dataset.held = button.disabled ? "" : "yes";
      button.disabled = true;
    }));
  };

  const freeButtons = () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[data-held=yes]").forEach((button) => { button.disabled = false; });
    });
  };

  document.addEventListener("submit", holdButtons);
  window.addEventListener("pageshow", freeButtons);
  document.addEventListener("DOMContentLoaded", () => focusErrors(document));
  document.addEventListener("htmx:afterSwap", (event) => { freeButtons(); focusErrors(event.target); });
  document.addEventListener("htmx:sendError", freeButtons);
  document.addEventListener("htmx:responseError", freeButtons);
})();
