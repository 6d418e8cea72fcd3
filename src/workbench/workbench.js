// Keys, and pages that change only in part. Without this file everything works by links and forms.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const said = $("said");
  const say = (text) => { said.textContent = ""; setTimeout(() => { said.textContent = text; }, 30); };

  // Forms that take their time say so, and are not sent twice.
  document.addEventListener("submit", (event) => {
    const busy = event.target.dataset.busy;
    if (!busy) return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    const button = event.submitter;
    if (button) { button.setAttribute("aria-busy", "true"); button.textContent = busy; }
    say(busy);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  for (const select of document.querySelectorAll("select[data-go]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  const work = $("work");
  if (!work) return;
  const words = work.dataset;
  const pane = $("text"), original = $("original");
  const keys = $("keys");
  let picking = false, busy = false;

  // The clauses that the finding names.
  function unmark() {
    for (const lit of pane.querySelectorAll(".p.lit, .p.first")) {
      lit.classList.remove("lit", "first");
      const text = lit.querySelector(".t");
      if (text) text.textContent = text.textContent;
    }
  }
  // Ranges count characters, not UTF-16 units.
  function mark(text, ranges) {
    const characters = Array.from(text.textContent), parts = [];
    let at = 0;
    for (const range of ranges.split(" ").filter(Boolean)) {
      const [from, to] = range.split("-").map(Number);
      const word = document.createElement("mark");
      word.textContent = characters.slice(from, to).join("");
      parts.push(characters.slice(at, from).join(""), word);
      at = to;
    }
    text.replaceChildren(...parts, characters.slice(at).join(""));
  }
  function bring(clause) {
    showText();
    if (getComputedStyle(pane).overflowY === "auto") {
      pane.scrollTop += clause.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
    } else clause.scrollIntoView({ block: "center" });
  }
  function light() {
    unmark();
    let first = null;
    for (const cite of document.querySelectorAll("#finding blockquote a.cite")) {
      const clause = $(cite.hash.slice(1));
      if (!clause) continue;
      const text = clause.querySelector(".t");
      if (text && !clause.classList.contains("lit")) mark(text, cite.dataset.m || "");
      clause.classList.add("lit");
      first ??= clause;
    }
    if (!first) {
      const near = document.querySelector("#finding .near a.cite");
      first = near && $(near.hash.slice(1));
    }
    if (first) {
      first.classList.add("first");
      // On a small screen the text lies below: the reader goes there by the link.
      if (getComputedStyle(pane).overflowY === "auto") bring(first);
    }
  }

  // The file itself, in the browser's own viewer.
  function showText() { original.hidden = true; pane.hidden = false; tabs(); }
  function showFile(address) {
    let frame = original.querySelector("iframe");
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.file;
      original.append(frame);
    }
    if (address && frame.getAttribute("src") !== address) frame.setAttribute("src", address);
    pane.hidden = true;
    original.hidden = false;
    tabs();
  }
  function tabs() {
    for (const tab of document.querySelectorAll("#tabs button")) {
      tab.setAttribute("aria-pressed", String((tab.dataset.shows === "text") === !pane.hidden));
    }
  }
  const pageOf = () => document.querySelector("#finding a.page-link") || document.querySelector("#tabs a.page-link");
  if ($("tabs")) {
    $("tabs").querySelector(".switch").hidden = false;
    $("tabs").addEventListener("click", (event) => {
      const tab = event.target.closest("button");
      if (!tab) return;
      const link = pageOf();
      if (tab.dataset.shows === "text") showText();
      else if (link) showFile(link.getAttribute("href"));
    });
  }

  // Parts of a page come with their ids and take the place of what is there.
  async function load(address, options, push) {
    if (busy) return;
    busy = true;
    document.documentElement.classList.add("loading");
    try {
      const answer = await fetch(address, { ...options, headers: { "x-part": "finding" }, credentials: "same-origin" });
      if (!answer.headers.get("x-part")) {
        if (options && options.method) { const page = await answer.text(); fail(page); } else location.assign(address);
        return;
      }
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of [...parts.body.children]) {
        const there = part.id && $(part.id);
        if (there) there.replaceWith(document.adoptNode(part));
      }
      if (answer.ok && push !== false) history.pushState(null, "", answer.headers.get("x-address") || answer.url);
      arrive(true);
    } catch {
      say(words.offline);
      const alarm = $("finding").querySelector(".alarm") || $("finding").insertAdjacentElement("afterbegin", document.createElement("p"));
      alarm.className = "alarm";
      alarm.textContent = words.offline;
    } finally {
      busy = false;
      document.documentElement.classList.remove("loading");
    }
  }
  function fail(page) {
    const parts = new DOMParser().parseFromString(page, "text/html");
    const reason = parts.querySelector("main p");
    const alarm = document.createElement("p");
    alarm.className = "alarm";
    alarm.setAttribute("role", "alert");
    alarm.textContent = reason ? reason.textContent : words.failed;
    $("finding").prepend(alarm);
  }
  function arrive(moved) {
    const now = $("finding").dataset.r;
    for (const old of document.querySelectorAll("#list a[aria-current]")) old.removeAttribute("aria-current");
    const item = document.querySelector(`#list a[data-r="${CSS.escape(now || "")}"]`);
    if (item) {
      item.setAttribute("aria-current", "true");
      const list = $("items");
      const box = item.getBoundingClientRect(), frame = list.getBoundingClientRect();
      if (box.top < frame.top || box.bottom > frame.bottom) list.scrollTop += box.top - frame.top - list.clientHeight / 3;
    }
    stopPicking();
    light();
    const pick = $("pick");
    if (pick) pick.hidden = false;
    if (!moved) return;
    $("middle").scrollTop = 0;
    const head = $("finding").querySelector("h1");
    if (head) head.focus({ preventScroll: getComputedStyle(pane).overflowY === "auto" });
    const told = $("finding").querySelector(".told, .alarm");
    say([told && told.textContent, head && head.textContent].filter(Boolean).join(words.stop));
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a");
    if (!link) {
      const clause = picking && event.target.closest("#text .p");
      if (clause) choose(clause);
      return;
    }
    if (link.matches(".page-link") && !link.matches("#tabs *")) {
      event.preventDefault();
      showFile(link.getAttribute("href"));
    } else if (link.matches("a.cite")) {
      const clause = $(link.hash.slice(1));
      if (!clause) return;
      event.preventDefault();
      if (!clause.classList.contains("lit")) { const text = clause.querySelector(".t"); if (text) mark(text, link.dataset.m || ""); clause.classList.add("lit"); }
      for (const old of pane.querySelectorAll(".first")) old.classList.remove("first");
      clause.classList.add("first");
      bring(clause);
      clause.focus({ preventScroll: true });
    } else if (link.dataset.r) {
      event.preventDefault();
      load(link.href);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-part]")) return;
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(form, event.submitter));
    if (form.method === "post") load(form.action, { method: "POST", body: sent });
    else load(form.getAttribute("action") + "?" + sent);
  });
  addEventListener("popstate", () => load(location.href, undefined, false));
  const filter = $("filter");
  filter.addEventListener("change", (event) => { if (event.target.matches("select")) filter.requestSubmit(); });

  // Another place: a clause of the text, chosen with the pointer.
  function startPicking() {
    picking = true;
    showText();
    work.classList.add("picking");
    $("pick").setAttribute("aria-pressed", "true");
    say(words.picking);
  }
  function stopPicking() {
    picking = false;
    work.classList.remove("picking");
    if ($("pick")) $("pick").setAttribute("aria-pressed", "false");
  }
  function choose(clause) {
    const option = document.querySelector(`#places option[data-at="${clause.id}"]`);
    if (!option) { say(words.notAClause); return; }
    const place = $("place");
    place.value = [...place.value.split(/[、,]/).map((word) => word.trim()).filter(Boolean), option.value].join(words.comma);
    stopPicking();
    place.focus();
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("#pick")) { if (picking) stopPicking(); else startPicking(); }
  });

  keys.closest("label").hidden = false;
  try { keys.checked = localStorage.getItem("kitei-keys") !== "off"; } catch { /* a browser that keeps nothing */ }
  keys.addEventListener("change", () => { try { localStorage.setItem("kitei-keys", keys.checked ? "on" : "off"); } catch { /* as above */ } });
  const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); return !!found; };
  const actions = {
    j: () => press("#next"), k: () => press("#previous"), u: () => press("#undo"),
    a: () => press("#decide button[data-machine]"),
    1: () => press("#decide button[data-key='1']"), 2: () => press("#decide button[data-key='2']"),
    3: () => press("#decide button[data-key='3']"), 4: () => press("#decide button[data-key='4']"),
    5: () => press("#decide button[data-key='5']"),
    c: () => $("comment") && $("comment").focus(), p: () => $("pick") && (picking ? stopPicking() : startPicking()),
    "/": () => $("q").focus(), o: () => step(1), O: () => step(-1),
    v: () => { const link = pageOf(); if (!original.hidden) showText(); else if (link) showFile(link.getAttribute("href")); },
    "?": () => { const help = $("help"); help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
  };
  // From one cited clause to the next.
  function step(by) {
    const cites = [...document.querySelectorAll("#finding a.cite")].filter((cite) => $(cite.hash.slice(1)));
    if (!cites.length) return;
    const at = cites.findIndex((cite) => $(cite.hash.slice(1)).classList.contains("first"));
    const here = work.dataset.cite ? Number(work.dataset.cite) : at;
    const next = (here + by + cites.length) % cites.length;
    work.dataset.cite = next;
    cites[next].click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      if (!picking && !field && !original.hidden) showText();
      if (picking) stopPicking();
      if (field) field.blur();
      return;
    }
    if (!keys.checked || field) return;
    const act = actions[event.key];
    if (act) { event.preventDefault(); if (!busy) act(); }
  });
  arrive(false);
})();
