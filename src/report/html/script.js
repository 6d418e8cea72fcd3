(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const form = $("filters"), count = $("count"), pane = $("text"), back = $("back"), said = $("said");
  const list = $("requirements"), printed = [...list.querySelectorAll("h3,.req")];
  const heads = [...list.querySelectorAll("h3")];
  let reqs = [...list.querySelectorAll(".req")];
  const en = document.documentElement.lang === "en";
  // Width, case and kana size do not count in a search.
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "")
    .replace(/[\u30a1\u30a3\u30a5\u30a7\u30a9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 1));
  let words = null, current = null, came = null, grouped = "";

  const measure = () => document.documentElement.style.setProperty("--bar", document.querySelector(".bar").offsetHeight + "px");
  form.hidden = false;
  document.documentElement.classList.add("live");
  measure();
  addEventListener("resize", measure);

  // What a search looks at: not what others on file say.
  const own = (req) => {
    const copy = req.cloneNode(true);
    for (const other of copy.querySelectorAll(".others,.command")) other.remove();
    return copy.textContent;
  };
  const visible = () => reqs.filter((req) => !req.hidden);
  function filter() {
    const c = $("f-coverage").value, s = $("f-section").value, e = $("f-expected").value, u = $("f-unsure").checked;
    const wanted = $("f-search").value.trim().split(/\s+/).map(fold).filter(Boolean);
    if (wanted.length) words ??= new Map(reqs.map((req) => [req, fold(own(req))]));
    for (const req of reqs) {
      const d = req.dataset;
      req.hidden = !((!c || d.c === c || (c === "gap" && (d.c === "partial" || d.c === "uncovered")))
        && (!s || d.s === s || (s.endsWith("/") && d.s.startsWith(s)))
        && (!e || d.e === e) && (!u || "u" in d)
        && wanted.every((word) => words.get(req).includes(word)));
    }
    for (const head of list.querySelectorAll("h3")) {
      let next = head.nextElementSibling, shown = false;
      for (; next && next.matches(".req"); next = next.nextElementSibling) shown ||= !next.hidden;
      head.hidden = !shown;
    }
    const n = visible().length;
    count.textContent = n === reqs.length ? "" : en ? `${n} of ${reqs.length}` : `${n} / ${reqs.length} 件`;
    $("none").hidden = n > 0;
  }
  // Linked requirements stand together, each cluster under the first of them; the rest follows by chapter.
  function order() {
    if ($("f-group").value === grouped) return filter();
    grouped = $("f-group").value;
    for (const head of list.querySelectorAll("h3.cluster")) head.remove();
    const end = $("none");
    if (grouped) {
      const clusters = new Map();
      for (const req of reqs) {
        const key = req.dataset.g ?? "";
        clusters.set(key, [...(clusters.get(key) ?? []), req]);
      }
      const single = clusters.get("");
      clusters.delete("");
      const put = (text, members) => {
        const head = document.createElement("h3");
        head.className = "chapter cluster";
        head.textContent = text;
        for (const each of [head, ...members]) end.before(each);
      };
      for (const head of heads) head.remove();
      for (const members of clusters.values())
        put(en ? `Linked: ${members[0].id} and ${members.length - 1} more` : `関連: ${members[0].id} ほか ${members.length - 1} 件`, members);
      if (single) put(en ? "Not linked" : "関連のない遵守事項", single);
    } else {
      for (const each of printed) end.before(each);
    }
    reqs = [...list.querySelectorAll(".req")];
    filter();
  }
  form.addEventListener("input", (event) => event.target === $("f-group") ? order() : filter());
  form.addEventListener("submit", (event) => { event.preventDefault(); step(1); });
  form.addEventListener("reset", () => setTimeout(order));

  const texts = (clause) => [...clause.querySelectorAll(".t")];
  function unmark() {
    for (const lit of document.querySelectorAll(".p.lit")) {
      lit.classList.remove("lit");
      for (const text of texts(lit)) text.textContent = text.textContent;
    }
  }
  // Ranges count characters, not UTF-16 units, and one for the TAB between two cells of a row.
  function mark(clause, ranges) {
    const wanted = ranges.split(" ").filter(Boolean).map((range) => range.split("-").map(Number));
    let start = 0;
    for (const text of texts(clause)) {
      const characters = Array.from(text.textContent), parts = [];
      let at = 0;
      for (const range of wanted) {
        const [from, to] = range.map((place) => Math.min(Math.max(place - start, at), characters.length));
        if (from >= to) continue;
        const word = document.createElement("mark");
        word.textContent = characters.slice(from, to).join("");
        parts.push(characters.slice(at, from).join(""), word);
        at = to;
      }
      text.replaceChildren(...parts, characters.slice(at).join(""));
      start += characters.length + 1;
    }
  }
  function show(clause, ranges, from) {
    unmark();
    clause.classList.add("lit");
    if (ranges) mark(clause, ranges);
    came = from;
    back.parentElement.hidden = !from;
    const owner = from && from.closest(".req");
    if (from) {
      back.querySelector("span").textContent = owner ? owner.id : en ? "back" : "戻る";
      back.href = owner ? "#" + owner.id : "#reverse";
    }
    const scroll = () => {
      if (getComputedStyle(pane).position === "sticky") {
        pane.scrollTop += clause.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
      } else {
        clause.scrollIntoView({ block: "center" });
      }
    };
    scroll();
    // What was out of sight gets its true height only now.
    requestAnimationFrame(scroll);
    clause.focus({ preventScroll: true });
    history.replaceState(null, "", "#" + clause.id);
  }
  function go(req) {
    if (current) current.classList.remove("now");
    current = req;
    req.classList.add("now");
    req.scrollIntoView({ block: "start" });
    req.focus({ preventScroll: true });
    history.replaceState(null, "", "#" + req.id);
    const heading = req.querySelector("h4");
    said.textContent = heading ? heading.textContent : "";
  }
  function step(by) {
    const list = visible();
    if (!list.length) return;
    const at = list.indexOf(current);
    go(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)]);
  }
  function reveal(id) {
    const target = id && $(id);
    if (!target) return;
    if (target.matches(".p")) show(target, "", null);
    else if (target.matches(".req")) {
      if (target.hidden) { form.reset(); order(); }
      go(target);
    }
  }
  function copy(button) {
    const line = button.previousElementSibling, selection = getSelection();
    selection.selectAllChildren(line);
    // The newer interface is refused on pages opened from disk in some browsers; what is selected can be copied by hand.
    const done = document.execCommand("copy");
    said.textContent = done ? (en ? "Copied" : "写した") : (en ? "Selected" : "選んだ。Ctrl+C で写す");
    button.textContent = said.textContent;
  }
  document.addEventListener("click", (event) => {
    if (event.target.matches("button.copy")) return copy(event.target);
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = $(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    if (link === back && came) {
      event.preventDefault();
      const home = came.closest(".req");
      if (home) go(home); else came.scrollIntoView({ block: "center" });
      came.focus({ preventScroll: !!home });
      unmark();
      back.parentElement.hidden = true;
    } else if (target.matches(".p")) {
      event.preventDefault();
      show(target, link.dataset.m || "", link);
    } else if (target.matches(".req")) {
      event.preventDefault();
      reveal(target.id);
    }
  });
  addEventListener("hashchange", () => reveal(decodeURIComponent(location.hash.slice(1))));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      if (document.activeElement === $("f-search")) { $("f-search").value = ""; filter(); $("f-search").blur(); }
      else if (!back.parentElement.hidden) back.click();
      return;
    }
    if (!$("keys").checked || event.target.matches("input[type=search],select,textarea")) return;
    const first = current && current.querySelector("a.cite");
    const act = { j: () => step(1), k: () => step(-1), "/": () => $("f-search").focus(), o: () => first && first.click(), b: () => back.parentElement.hidden || back.click() }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  if (location.hash) reveal(decodeURIComponent(location.hash.slice(1)));
})();
