// Quickens the kiosk's pages; every page also works without it. Nothing is stored, nothing is sent anywhere but here.
(() => {
  "use strict";
  const screen = () => document.getElementById("screen");
  const field = () => document.querySelector("[data-text]");
  let shifted = false;
  let touched = 0;

  // -- news from the kiosk: fetch the screen again when it is another one, else only its status line. One request at a
  //    time, each aimed at what is on the page then: a waiting one would be aimed at the screen that was just replaced.
  let newest = "";
  let asking = 0; // since when, in milliseconds
  const read = (mark) => (mark || "0-0/0").split(/[-/]/).map(Number);
  const isNewer = (one, other, parts) => {
    for (let n = 0; n < parts; n += 1) if (one[n] !== other[n]) return one[n] > other[n];
    return false;
  };
  const catchUp = async () => {
    if (Date.now() - asking < 10000) return;
    asking = Date.now();
    try {
      for (let round = 0; round < 9; round += 1) {
        const told = newest;
        const ours = read(screen().dataset.mark);
        if (isNewer(read(told), ours, 2)) {
          await htmx.ajax("GET", "/screen", { target: "#screen", swap: "outerHTML" });
        } else if (isNewer(read(told), ours, 3)) {
          await htmx.ajax("GET", "/status", { target: "#status", swap: "outerHTML" });
          if (!isNewer(read(screen().dataset.mark), read(told), 2)) screen().dataset.mark = told;
        } else {
          return;
        }
      }
    } catch {
      // the kiosk does not answer; the stream tells again when it is back
    } finally {
      asking = 0;
    }
  };
  const listen = () => {
    const stream = new EventSource("/events");
    stream.onmessage = (event) => { newest = event.data; catchUp(); };
  };

  // -- whoever writes or moves is there: the time-out begins anew, here and in the kiosk
  const touch = () => {
    const now = Date.now();
    if (now - touched < 1500) return;
    touched = now;
    fetch("/touch", { method: "POST" }).catch(() => {});
    const bar = document.querySelector(".k-time");
    if (bar && bar.setCurrentTime) bar.setCurrentTime(0);
  };

  // -- whoever touches while an answer is on its way is not ignored: it is done on the screen that comes, if that is still
  //    the same one. The second of two touches of one button is not meant for the next screen.
  let sent = null; // the form whose answer is on its way, until its screen has been replaced
  let kept = [];
  const keep = (event) => {
    if (event.target.id !== "answer") return;
    if (sent && sent.isConnected) {
      event.preventDefault();
      event.stopPropagation();
      kept.push({ state: screen().dataset.state, value: event.submitter ? event.submitter.value : "" });
    } else {
      sent = event.target;
    }
  };
  const answered = (event) => {
    if (event.detail.elt !== sent) return;
    sent = null; // also when nobody answered: then what was touched meanwhile is not for some later moment either
    kept = [];
  };
  const makeUp = () => {
    const next = sent && sent.isConnected ? null : kept.shift();
    if (!next) return;
    const here = next.state === screen().dataset.state ? [...document.querySelectorAll("#answer button")] : [];
    const button = here.find((one) => one.value === next.value);
    if (button) button.click();
    else kept = [];
  };

  // -- our own keyboard writes into the field without asking the kiosk at every key
  const write = (text) => {
    const box = field();
    if (!box) return;
    const from = box.selectionStart ?? box.value.length;
    const to = box.selectionEnd ?? from;
    const longest = box.maxLength > 0 ? box.maxLength : 4000;
    const next = box.value.slice(0, from) + text + box.value.slice(to);
    if (next.length > longest) return;
    box.value = next;
    box.setSelectionRange(from + text.length, from + text.length);
    changed(box);
  };
  const erase = () => {
    const box = field();
    const from = box.selectionStart ?? box.value.length;
    const to = box.selectionEnd ?? from;
    const start = from === to ? Math.max(0, from - 1) : from;
    box.value = box.value.slice(0, start) + box.value.slice(to);
    box.setSelectionRange(start, start);
    changed(box);
  };
  const changed = (box) => {
    if (box.dataset.digits) {
      box.value = box.value.replace(/[^0-9]/g, "").slice(0, Number(box.dataset.digits));
      const count = document.querySelector("[data-count]");
      if (count) count.textContent = `${box.value.length} ${count.dataset.of} ${box.dataset.digits}`;
    }
    touch();
  };
  const shift = (on) => {
    shifted = on;
    document.querySelectorAll("[data-shift]").forEach((key) => key.setAttribute("aria-pressed", String(on)));
    document.querySelectorAll(".k-keys [data-key]").forEach((key) => {
      if (key.dataset.key.length === 1) key.textContent = on ? key.dataset.key.toUpperCase() : key.dataset.key;
    });
  };
  const press = (event) => {
    const key = event.target.closest("[data-key], [data-word], [data-shift]");
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    const box = field();
    if (!box) return;
    if ("shift" in key.dataset) return shift(!shifted);
    if (key.dataset.word) return write(key.dataset.word);
    const name = key.dataset.key;
    if (name === "erase") erase();
    else if (name === "clear") { box.value = ""; changed(box); }
    else if (name === "space") write(" ");
    else write(shifted ? name.toUpperCase() : name);
    if (shifted && name.length === 1) shift(false);
  };

  const dress = () => {
    document.querySelectorAll("[data-shift], [data-word]").forEach((key) => { key.hidden = false; });
    shift(false);
    const box = field();
    if (!box) return;
    // Our own keyboard is shown: the system's would only cover it. Where ours is hidden, the system's is wanted.
    const keys = document.querySelector(".k-keys");
    if (keys && getComputedStyle(keys).display !== "none") box.inputMode = "none";
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
  };

  document.addEventListener("submit", keep, true);
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:afterSettle", makeUp);
  document.addEventListener("click", press, true);
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".k-key")) event.preventDefault(); // the field keeps the focus and its place
  });
  document.addEventListener("input", (event) => { if (event.target.matches("[data-text]")) changed(event.target); });
  document.addEventListener("keydown", touch, { passive: true });
  document.addEventListener("pointerdown", touch, { passive: true });
  document.addEventListener("scroll", touch, { passive: true, capture: true });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "screen" || screen()) document.documentElement.lang = screen().lang;
    if (event.detail.requestConfig.path !== "/status") { dress(); window.scrollTo(0, 0); }
  });
  dress();
  listen();
})();
