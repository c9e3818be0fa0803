/* The checklist of papers shows what this application needs: the proxy's papers when there is a proxy, those of other
   product groups no more once a group is chosen.  Without it all rows stand there and say of whom they are asked. */
"use strict";

(() => {
  const tell = (list) => {
    const form = list.closest("form");
    const proxy = list.querySelector("input[name$=by_proxy]");
    const group = form && form.querySelector("select[name=group], select[name$='-group']");
    /* At the counter the group comes with the product of the register, unless another is chosen. */
    const product = form && form.querySelector("input[name=product]:checked");
    const chosen = (group && group.value) || (product && product.dataset.group) || "";
    list.querySelectorAll("[data-only-proxy], [data-groups]").forEach((row) => {
      const ofProxy = !row.hasAttribute("data-only-proxy") || !proxy || proxy.checked;
      const ofGroup = !row.dataset.groups || !chosen || row.dataset.groups.split(" ").includes(chosen);
      row.hidden = !(ofProxy && ofGroup);
    });
  };

  /* One key for the usual case: everything compulsory that is shown lies on the counter. */
  const addAll = (list) => {
    if (list.querySelector(".paper-all")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm mb-2 paper-all";
    button.textContent = "ยื่นครบทุกรายการที่ต้องยื่น";
    button.addEventListener("click", () => {
      list.querySelectorAll("input[data-compulsory]").forEach((box) => {
        if (!box.closest("[hidden]")) box.checked = true;
      });
    });
    const rows = list.querySelector("ul");
    if (rows) list.insertBefore(button, rows);
  };

  const start = (root) => root.querySelectorAll("[data-checklist]").forEach((list) => {
    addAll(list);
    tell(list);
    const form = list.closest("form") || list;
    if (!form.dataset.checklistHeard) {
      form.dataset.checklistHeard = "yes";
      form.addEventListener("change", () => form.querySelectorAll("[data-checklist]").forEach(tell));
    }
  });

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();
