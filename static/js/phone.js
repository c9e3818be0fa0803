/* The phone as a camera: a chosen picture is shrunk here and goes at once, with its progress.  Without this script, or
   where a picture cannot be read by the browser, the form sends the picture as it is. */
"use strict";

(() => {
  const LONGEST = 2000;
  const WORTH_SHRINKING = 400 * 1024;

  /* Upright and at most 2,000 dots long; null where the browser cannot, then the original goes. */
  const shrunk = async (file) => {
    if (file.size < WORTH_SHRINKING || !window.createImageBitmap) return null;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.88); });
      return made && made.size < file.size ? made : null;
    } catch {
      return null;
    }
  };

  const said = (words, kind) => {
    const box = document.getElementById("phone-said");
    const line = document.createElement("p");
    line.className = `alert alert-${kind}`;
    line.textContent = words;
    box.replaceChildren(line);
    return line;
  };

  /* The server's answer is the page as it stands now. */
  const show = (answers) => {
    const pages = answers.map((text) => new DOMParser().parseFromString(text, "text/html"));
    const page = pages.at(-1);
    const fresh = page.getElementById("phone");
    const old = document.getElementById("phone");
    if (!fresh || !old) { window.location.reload(); return; }
    const result = fresh.querySelector("#phone-said");
    /* Of several pictures each has its own result. */
    const words = pages.flatMap((one) => [...one.querySelectorAll("#phone-said > *")]);
    if (result) result.replaceChildren();
    document.title = page.title;
    old.replaceWith(fresh);
    ready();
    /* After the page, so that it is read out. */
    if (result) setTimeout(() => result.replaceChildren(...words), 100);
    window.scrollTo({ top: 0 });
  };

  const send = (form, file, name, number, of) => new Promise((done) => {
    const data = new FormData(form);
    data.set("picture", file, name);
    const line = said(of > 1 ? `กำลังส่งภาพที่ ${number} จาก ${of}` : "กำลังส่งภาพ", "info");
    const bar = document.createElement("progress");
    bar.className = "phone-bar";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", "ส่งไปแล้ว");
    line.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => done(request);
    request.onerror = () => done(null);
    request.ontimeout = () => done(null);
    request.timeout = 120000;
    request.send(data);
  });

  const sendAll = async (form, input) => {
    const files = [...input.files];
    if (!files.length || form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const answers = [];
    for (const [place, file] of files.entries()) {
      said("กำลังย่อภาพ", "info");
      const small = await shrunk(file);
      const name = small ? `${file.name.replace(/\.[^.]*$/, "")}.jpg` : file.name;
      const answer = await send(form, small || file, name, place + 1, files.length);
      if (!answer) {
        /* The pictures stay chosen: one press sends them again, and none is kept twice. */
        form.setAttribute("aria-busy", "false");
        const line = said("สัญญาณขาด ภาพยังไม่ได้ส่ง ", "danger");
        const again = document.createElement("button");
        again.type = "button";
        again.className = "btn btn-outline-danger";
        again.textContent = "ส่งอีกครั้ง";
        again.addEventListener("click", () => sendAll(form, input));
        line.append(again);
        return;
      }
      answers.push(answer.responseText);
    }
    show(answers);
  };

  const ready = () => {
    document.querySelectorAll(".phone-form").forEach((form) => {
      const input = form.querySelector(".phone-file");
      form.classList.add("phone-goes");
      input.addEventListener("change", () => sendAll(form, input));
    });
  };

  ready();
})();
