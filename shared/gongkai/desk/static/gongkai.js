// Comfort only: every page works without this file. Keys on lists, live lists, unsaved words, one submit, printing.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const KEYS = "gongkai-keys";

  function element(name, words, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = words;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  // --- printing ---
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // --- the error summary is what one has to read first ---
  document.querySelector("[data-summary]")?.focus();
  for (const link of all("[data-summary] a")) {
    link.addEventListener("click", (event) => {
      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.closest(".field")?.scrollIntoView({ block: "center" });
    });
  }

  // --- forms: warn before unsaved words are lost, send only once ---
  let unsaved = false;
  for (const form of all("form[data-guard]")) {
    form.addEventListener("input", () => { unsaved = true; });
  }
  for (const form of all("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      unsaved = false;
      for (const button of all("button[type=submit]", form)) button.setAttribute("aria-disabled", "true");
    });
  }
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
    }
  });

  // --- single keys (WCAG 2.1.4: they can be switched off in the list of keys) ---
  const links = () => all("[data-list] a[data-open]");
  const keysOn = () => { try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; } };

  function step(by) {
    const rows = links();
    const here = rows.findIndex((link) => link.closest("tr, li")?.contains(document.activeElement));
    const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1);
    rows[next]?.focus();
  }

  function tick() {
    document.activeElement?.closest("tr, li")?.querySelector("input[type=checkbox]:not(:disabled)")?.click();
  }

  function choice() {
    const label = element("label", "", { class: "choice" });
    const box = element("input", "", { type: "checkbox" });
    box.checked = keysOn();
    box.addEventListener("change", () => {
      try { localStorage.setItem(KEYS, box.checked ? "on" : "off"); } catch { /* private window: for this page only */ }
    });
    label.append(box, element("span", "启用单键操作（j k x / ?）"));
    return label;
  }

  const page = document.querySelector("a[data-keys]");

  async function help() {
    if (document.querySelector("dialog[open]")) return;
    const answer = await fetch(page.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const list = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("keys");
    if (!list) { location.assign(page.href); return; }
    const dialog = element("dialog", "", { "aria-labelledby": "keys-title" });
    const close = element("button", "关闭", { type: "button", class: "button button-plain" });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    list.removeAttribute("id");
    dialog.append(element("h2", "键盘操作", { id: "keys-title" }), document.adoptNode(list), choice(), close);
    document.body.append(dialog);
    dialog.showModal();
  }

  if (page && !document.getElementById("keys")) {
    page.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      help();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
      if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
      const asked = document.querySelector("[role=search] :is(input, select)");
      if (event.key === "?") help();
      else if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else if (event.key === "x") tick();
      else if (event.key === "/" && asked) {
        asked.focus();
        asked.select?.(); // what is typed next takes the place of the last search
      }
      else return;
      event.preventDefault();
    });
  }

  // --- live lists: any message means "something changed"; the same page is fetched again and its list put in place ---
  for (const list of all("[data-live]")) live(list);

  function live(list) {
    const say = element("p", "", { class: "unseen", role: "status" });
    list.before(say);
    let due = 0;
    const source = new EventSource(list.dataset.live);
    const soon = () => { clearTimeout(due); due = setTimeout(() => renew(list, say), 500 + Math.random() * 500); };
    source.addEventListener("changed", soon);
    source.onmessage = soon;
    window.addEventListener("pagehide", () => source.close());
  }

  async function renew(list, say) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(list.id)?.tBodies[0];
    const old = list.tBodies[0];
    if (!fresh || fresh.textContent === old.textContent || old.querySelector("input:focus, select:focus, textarea:focus")) return;
    const known = new Set([...old.rows].map((row) => row.innerHTML));
    const open = document.activeElement?.getAttribute("href");
    for (const row of fresh.rows) if (!known.has(row.innerHTML)) row.classList.add("fresh");
    old.replaceWith(document.adoptNode(fresh));
    if (open) all("a[data-open]", list).find((link) => link.getAttribute("href") === open)?.focus();
    say.textContent = "列表已更新";
  }
})();
