// Small comforts only; every page does its work without this file.
(() => {
  "use strict";
  const doc = document;

  // A menu closes when one clicks elsewhere or presses Escape.
  const closeMenus = (except) => doc.querySelectorAll("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  doc.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && doc.getElementById(opener.dataset.dialog);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const search = doc.querySelector("input[type=search]");
    if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); search.select(); }
  });

  // A choice in a filter sends its form at once; the button is for those without this file.
  doc.querySelectorAll("[data-instant] button[type=submit]").forEach((button) => button.classList.add("visually-hidden-focusable"));

  // A file too large is told before it is sent.
  doc.addEventListener("change", (event) => {
    const most = event.target.dataset && Number(event.target.dataset.most);
    if (!most) return;
    const large = [...event.target.files].some((file) => file.size > most);
    event.target.setCustomValidity(large ? event.target.dataset.mostText : "");
    if (large) event.target.reportValidity();
  });

  // What a swap brings back as wrong or new gets the focus, so that nobody has to look for it.
  doc.addEventListener("htmx:afterSettle", (event) => {
    const found = event.target.querySelector && event.target.querySelector("[data-focus]");
    if (found) found.focus();
  });
})();
