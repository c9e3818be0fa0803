/* The scan page without waiting: a scanner may type the next number while the last one is still on its way.
   Each number is kept with a token of its own until the office's computer has answered; sent twice, it is one move.
   Without this file the page does the same, one number after the other. */
"use strict";

(() => {
  const RETRY_MS = 3000;
  const form = document.getElementById("scan");
  if (!form) return;
  /* What one person has scanned is not sent in the name of the next one at the same PC. */
  const KEPT = `opc-scans-${form.dataset.user}`;
  const number = form.elements.number;
  const line = document.getElementById("scan-line");
  const answers = document.getElementById("scan-answers");
  const refused = document.getElementById("scan-refused");
  const reasons = document.createElement("ul");
  refused.querySelector("h2").after(reasons);
  let busy = false;

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || [];
    } catch {
      return [];
    }
  };
  let waiting = read();

  const keep = () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(waiting));
    } catch { /* A full or forbidden store: the numbers wait in this page only. */ }
  };

  const newToken = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const say = (words) => { line.textContent = words; };

  /* What was refused stays until it is read, since the next good scan would cover it. */
  const keepRefused = (answer) => {
    const row = document.createElement("li");
    row.textContent = answer.dataset.said;
    reasons.prepend(row);
    refused.hidden = false;
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.querySelector(".scan-answer")) return false;
    const before = answers.querySelector(".scan-refused");
    if (before) keepRefused(before);
    answers.replaceChildren(...page.body.childNodes);
    return true;
  };

  const sendNext = async () => {
    if (busy || !waiting.length) return;
    busy = true;
    say(`กำลังส่ง ${waiting.length} รายการ`);
    const [scan] = waiting;
    let later = 0;
    try {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      Object.entries(scan).forEach(([name, value]) => body.append(name, value));
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Scan": "1" }, redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 403) {
        say(`หมดเวลาเข้าสู่ระบบ ${waiting.length} รายการยังไม่ได้ส่ง โปรดเข้าสู่ระบบในอีกแท็บหนึ่งด้วยชื่อผู้ใช้เดิม แล้วเปิดหน้านี้ใหม่`);
        busy = false;
        return;
      }
      if (response.ok && show(await response.text())) {
        waiting.shift();
        keep();
      } else {
        later = RETRY_MS;
      }
    } catch {
      later = RETRY_MS;
    }
    busy = false;
    if (later) {
      say(`ยังส่งไม่ได้ ${waiting.length} รายการ ระบบจะส่งให้เองเมื่อสายกลับมา อย่าปิดหน้านี้`);
      setTimeout(sendNext, later);
    } else if (waiting.length) {
      sendNext();
    } else {
      say("");
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = number.value;
    number.value = "";
    number.focus();
    if (!typed.trim()) return;
    const to = form.elements.to.value;
    waiting.push({ to, where: form.elements.where.value, number: typed, token: newToken() });
    if (to === "returned") form.elements.where.value = "";
    keep();
    sendNext();
  });

  refused.querySelector("button").addEventListener("click", () => {
    reasons.replaceChildren();
    refused.hidden = true;
    number.focus();
  });

  sendNext();
})();
