/* The counter's screen: every step is a form that works without this file; here the steps become keys, and nothing is
   lost when the line is cut (counter-line.js). */
"use strict";

(() => {
  const app = document.getElementById("counter-app");
  if (!app) return;
  const screen = document.getElementById("counter");
  const words = document.getElementById("counter-words").dataset;
  const keys = document.getElementById("counter-keys");
  const single = keys.querySelector("[data-counter-single]");
  const SINGLE = "opc-counter-single-keys";
  const PATIENCE = 15000;
  let line = null;
  let busy = false;
  let offlineToken = null;

  const piece = (id) => document.getElementById(id).content.cloneNode(true);
  const say = (root, name, text) => { root.querySelector(`[data-${name}]`).textContent = text; };
  const step = () => screen.firstElementChild.dataset.step;

  /* -- showing ----------------------------------------------------------------------------------------------- */

  /* As htmx says it, so that the scripts of the pieces hear it; and htmx itself hears of the photographs. */
  const swapped = () => {
    if (window.htmx) window.htmx.process(screen);
    screen.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
  };

  const settle = () => {
    const body = screen.firstElementChild;
    if (body.dataset.title) document.title = body.dataset.title;
    history.replaceState(null, "", body.dataset.address);
    swapped();
    screen.querySelectorAll("[data-counter-keys]").forEach((button) => { button.hidden = false; });
    const first = screen.querySelector(".form-errors") || screen.querySelector("[autofocus]");
    if (!first) return;
    first.focus();
    if (first.id === "counter-q") first.select();
  };

  const show = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector(".counter-body");
    screen.replaceChildren(document.adoptNode(parsed));
    settle();
  };

  const empty = () => {
    const body = piece("counter-empty");
    screen.replaceChildren(body);
    settle();
  };

  const trouble = (sentence) => {
    const box = screen.querySelector("[data-counter-search]");
    box.querySelectorAll("[role=alert]").forEach((old) => old.remove());
    const said = document.createElement("p");
    said.className = "alert alert-warning mt-2 mb-0";
    said.setAttribute("role", "alert");
    said.textContent = sentence;
    box.append(said);
    box.elements.q.focus();
    box.elements.q.select();
  };

  /* -- asking the server ------------------------------------------------------------------------------------- */

  /* The piece of the page, or null when nobody answered. */
  const ask = async (address, body) => {
    if (busy) return undefined;
    busy = true;
    screen.setAttribute("aria-busy", "true");
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      if (!navigator.onLine) return null;
      const answer = await fetch(address, {
        method: body ? "POST" : "GET", body, headers: { "X-Counter": "1" }, signal: patience.signal,
      });
      const elsewhere = answer.redirected ? answer.url : answer.headers.get("X-Counter-To");
      if (elsewhere) {
        /* The sign-in has lapsed: what was typed was kept on the way. */
        location.assign(elsewhere);
        return undefined;
      }
      if ([502, 503, 504].includes(answer.status)) return null;
      const html = await answer.text();
      if (html.includes("counter-body")) return html;
      /* A page of its own: a refusal with its own words. */
      location.assign(body ? app.dataset.address : address);
      return undefined;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      busy = false;
      screen.removeAttribute("aria-busy");
    }
  };

  const open = async (address) => {
    window.opc.keepNow();
    const html = await ask(address);
    if (html) show(html);
    if (html === null) openHere(line && line.row(address.match(/(\d+)\/?$/)[1]));
    return Boolean(html);
  };

  const search = async (form) => {
    const html = await ask(form.action, new URLSearchParams(new FormData(form)));
    if (html) show(html);
    if (html === null) searchHere(form.elements.q.value);
  };

  const save = async (form) => {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    if (form.dataset.offline !== undefined) return void keepHere(form, fields);
    form.dataset.done = "yes";  /* kept.js: nothing of it is kept any more */
    const html = await ask(form.action, new URLSearchParams(fields));
    if (html === null) return void keepHere(form, fields);
    delete form.dataset.done;
    if (!html) return undefined;
    const token = form.elements.form_token.value;
    show(html);
    if (!screen.querySelector(".form-errors") && line && line.queue.some((item) => item.token === token)) await line.drop(token);
    if (line) line.refresh();
    return undefined;
  };

  /* -- while the line is cut --------------------------------------------------------------------------------- */

  const searchHere = (text) => {
    if (!line || !line.index) return trouble(words.noIndex);
    line.cut = true;
    lineChanged(line);
    line.later();
    const rows = line.find(text);
    if (!rows.length) return trouble(words.none);
    if (rows.length === 1) return openHere(rows[0]);
    empty();
    const list = piece("counter-hits");
    say(list, "total", rows.length);
    rows.forEach((row, place) => {
      const hit = piece("counter-hit");
      const link = hit.querySelector("a");
      link.href = `${app.dataset.address}${row[0]}/`;
      link.dataset.hit = place + 1;
      say(hit, "name", row[2]);
      say(hit, "code", row[1]);
      hit.querySelector("kbd").textContent = place + 1;
      list.querySelector("ol").append(hit);
    });
    const body = screen.firstElementChild;
    body.dataset.step = "hits";
    body.append(list);
    body.querySelector("[data-hit]").focus();
    return undefined;
  };

  const openHere = (row) => {
    if (!row) return trouble(line && line.index ? words.none : words.noIndex);
    empty();
    const used = line.usedBy(row);
    const part = piece("counter-offline");
    const form = part.querySelector("form");
    part.querySelector("[data-producer]").dataset.producer = row[0];
    part.querySelector("[data-producer]").dataset.who = row[2];
    say(part, "name", row[2]);
    say(part, "code", row[1]);
    say(part, "used", words.of.replace("{n}", used).replace("{m}", line.index.places));
    say(part, "at", line.index.at);
    const against = line.index.open || row[4] || (used >= line.index.places ? app.dataset.full : "");
    form.action = `${app.dataset.address}${row[0]}/`;
    form.elements.form_token.value = crypto.randomUUID ? crypto.randomUUID() : uuid();
    const products = part.querySelector("[data-products]");
    const groupOf = Object.fromEntries(line.index.groups.map(([pk, , code]) => [code, pk]));
    [...row[5], ["", words.other, ""]].forEach(([pk, name, code], place) => {
      const choice = piece("counter-product");
      choice.querySelector("input").value = pk;
      if (groupOf[code]) choice.querySelector("input").dataset.group = groupOf[code];
      choice.querySelector("kbd").textContent = place + 1;
      choice.querySelector("span").textContent = name;
      products.append(choice);
    });
    const papers = document.getElementById(`counter-papers-${row[6]}`);
    if (papers) part.querySelector("[data-papers]").replaceWith(papers.content.cloneNode(true));
    const groups = part.querySelector("select[name=group]");
    line.index.groups.forEach(([pk, name]) => groups.append(new Option(name, pk)));
    if (against) {
      const said = part.querySelector("[data-against]");
      said.textContent = against;
      said.hidden = false;
      form.querySelectorAll("fieldset, details, button, [data-checklist]").forEach((each) => each.remove());
    }
    const body = screen.firstElementChild;
    body.dataset.step = "producer";
    body.append(part);
    swapped();
    (body.querySelector("[data-against]:not([hidden])") || body.querySelector("input[name=product]")).focus();
    return undefined;
  };

  /* Where the page is not served over https the browser offers only plain random numbers. */
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const slipOf = (token) => `T-${token.slice(0, 4)}-${token.slice(4, 8)}`.toUpperCase();

  const keepHere = async (form, fields) => {
    const chosen = form.querySelector("input[name=product]:checked");
    const name = form.elements.name ? form.elements.name.value.trim() : "";
    const group = form.elements.group ? form.elements.group.value : "";
    if (!chosen || (!chosen.value && !(name && group))) {
      const missing = form.querySelector("[data-missing]");
      if (missing) missing.hidden = false;
      const more = form.querySelector("details");
      if (chosen && more) more.open = true;
      (chosen && form.elements.name ? form.elements.name : form.querySelector("input[name=product]")).focus();
      return;
    }
    if (!line) return;
    const producer = form.closest("[data-producer]");
    const token = form.elements.form_token.value;
    const what = name || chosen.closest("label").querySelector("span").textContent;
    const who = producer.dataset.who;
    line.cut = true;
    await line.add({
      token,
      pk: producer.dataset.producer,
      address: form.getAttribute("action"),
      who,
      what,
      fields: fields.filter(([field]) => field !== "csrfmiddlewaretoken" && field !== "kept"),
    });
    empty();
    const slip = piece("counter-slip");
    slip.firstElementChild.dataset.slipOf = token;
    say(slip, "slip", slipOf(token));
    say(slip, "what", what);
    say(slip, "who", who);
    screen.firstElementChild.append(slip);
  };

  /* -- cards of what waits, was refused, or has arrived --------------------------------------------------------- */

  const cardOf = (item, state) => {
    const card = piece("counter-card");
    const root = card.firstElementChild;
    root.dataset.token = item.token;
    root.classList.add({ refused: "alert-danger", arrived: "alert-success", waiting: "alert-warning" }[state]);
    root.setAttribute("role", state === "refused" ? "alert" : "status");
    say(card, "state", state === "arrived" ? `${words.arrived} ${item.number}` : words[state === "refused" ? "refused" : "wait"]);
    say(card, "what", item.what);
    say(card, "who", item.who);
    say(card, "slip", `(${slipOf(item.token)})`);
    (item.sentences || []).forEach((sentence) => {
      const said = document.createElement("p");
      said.className = "mb-1";
      said.textContent = sentence;
      card.querySelector("[data-sentences]").append(said);
    });
    card.querySelector("[data-doing]").hidden = state !== "refused";
    card.querySelector("[data-arrived]").hidden = state !== "arrived";
    if (state === "arrived") card.querySelector("[data-print]").href = item.print;
    return card;
  };

  function lineChanged(now) {
    const cards = document.getElementById("counter-cards");
    cards.replaceChildren(
      ...now.queue.filter((item) => item.state === "refused").map((item) => cardOf(item, "refused")),
      ...now.arrived.map((item) => cardOf(item, "arrived")),
      ...now.waiting().map((item) => cardOf(item, "waiting")),
    );
    /* "It waits" is taken from the screen when it does not any more: its card says what became of it. */
    const slip = screen.querySelector("[data-slip-of]");
    if (slip && !now.waiting().some((item) => item.token === slip.dataset.slipOf)) slip.remove();
    const banner = document.getElementById("counter-line");
    const waiting = now.waiting().length;
    const said = [];
    if (now.signedOut && waiting) said.push(words.signedOut);
    else if (now.cut) said.push(words.offline);
    if (waiting && !now.signedOut) said.push((now.sending && !now.cut ? words.sending : words.waiting).replace("{n}", waiting));
    if (waiting && !now.lasts) said.push(words.memory);
    banner.textContent = said.join(" · ");
    if (now.signedOut && waiting) {
      const link = document.createElement("a");
      link.href = app.dataset.address;
      link.textContent = words.login;
      banner.append(" ", link);
    }
    banner.hidden = !said.length;
    banner.dataset.waiting = waiting;
    banner.dataset.listed = now.index ? "yes" : "";
  }

  /* The refused item in the form of its producer, under its own token: saved, it is the same item. */
  const openItem = async (item) => {
    if (!(await open(item.address))) return;
    const form = screen.querySelector("[data-counter-save]");
    if (!form) return;
    for (const [name, value] of item.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") {
          if (field.value === value && !field.disabled) field.checked = true;
        } else field.value = value;
      }
    }
  };

  app.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const token = button.closest("[data-token]").dataset.token;
    const item = [...line.queue, ...line.arrived].find((each) => each.token === token);
    const act = button.dataset.do;
    if (act === "open") openItem(item);
    if (act === "retry") line.retry(item);
    if (act === "drop" && confirm(words.drop)) line.drop(token);
    if (act === "hide") {
      line.arrived = line.arrived.filter((each) => each.token !== token);
      lineChanged(line);
    }
  });

  /* -- keys and clicks ------------------------------------------------------------------------------------------- */

  app.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-counter-search]")) {
      event.preventDefault();
      search(form);
    } else if (form.matches("[data-counter-save]")) {
      event.preventDefault();
      save(form);
    }
  }, true);

  const leave = () => {
    window.opc.keepNow();
    empty();
  };

  app.addEventListener("click", (event) => {
    const link = event.target.closest("a, button");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-counter-leave]")) {
      event.preventDefault();
      leave();
    } else if (link.matches("[data-hit], [data-counter-open]")) {
      event.preventDefault();
      open(link.getAttribute("href"));
    } else if (link.matches("[data-counter-keys]")) keys.showModal();
    else if (link.matches("[data-counter-print-slip]")) window.print();
  });

  const digitOf = (event) => (event.code.match(/^(?:Digit|Numpad)([1-9])$/) || [])[1];
  const types = (target) => target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");

  /* Not while the key is still being handled: a click with Alt held would download the link. */
  const press = (selector) => {
    const target = screen.querySelector(selector);
    if (target) setTimeout(() => target.click());
    return Boolean(target);
  };

  /* By the key's place, not its letter: the keyboard may stand on Thai. */
  const ALT = {
    KeyS: () => press("[data-counter-save] button[type=submit]"),
    KeyP: () => press("[data-counter-print], [data-counter-print-slip]"),
    KeyA: () => press("[data-checklist] .paper-all"),
    KeyN: () => press("[data-counter-open]"),
    KeyO: () => press("[data-counter-scanned]"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || keys.open) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      if (ALT[event.code] && ALT[event.code]()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && step() !== "box") {
      event.preventDefault();
      leave();
      return;
    }
    const hit = event.target.closest("[data-hit]");
    if (hit && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = [...screen.querySelectorAll("[data-hit]")];
      const next = all[all.indexOf(hit) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) next.focus();
      return;
    }
    if (!single.checked) return;
    const inBox = event.target.id === "counter-q";
    if ((event.key === "?" || (event.code === "Slash" && event.shiftKey)) && (!types(event.target) || (inBox && !event.target.value))) {
      event.preventDefault();
      keys.showModal();
      return;
    }
    const digit = digitOf(event);
    if (!digit || event.shiftKey || types(event.target)) return;
    if (step() === "hits" && press(`[data-hit="${digit}"]`)) event.preventDefault();
    else if (step() === "producer") {
      const choice = screen.querySelectorAll("#id_product input")[digit - 1];
      if (choice && !choice.disabled) {
        event.preventDefault();
        choice.click();
        choice.focus();
      }
    }
  });

  /* A product that is not in the register needs a name, a damaged sample a word about it: the part that asks opens. */
  app.addEventListener("change", (event) => {
    if (event.target.name === "sample-condition" && ["small_problem", "refused"].includes(event.target.value)) {
      event.target.closest("fieldset").querySelector("details").open = true;
      event.target.form.elements["sample-note"].focus();
      return;
    }
    if (event.target.name !== "product" || event.target.value !== "") return;
    const more = event.target.form.querySelector("details");
    more.open = true;
    event.target.form.elements.name.focus();
  });

  try {
    single.checked = localStorage.getItem(SINGLE) !== "off";
  } catch { /* storage is closed: the choice lasts as long as the page */ }
  single.addEventListener("change", () => {
    try { localStorage.setItem(SINGLE, single.checked ? "on" : "off"); } catch { /* as above */ }
  });

  settle();
  window.opc.openLine(app, words, (now) => {
    line = now;
    lineChanged(now);
  });
})();
