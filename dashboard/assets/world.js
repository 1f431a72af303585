/* World: which table or page is shown, what is looked for in it, and the row that is opened; the address says which. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  const here = () => linkage.shell.page() === "world";
  const SIZE = window.matchMedia("(max-width: 1279px)");
  let show = null;
  let view = "overview";
  let row = "";
  let find = "";
  let remark = "";
  const sorts = {}; // table -> {head, down}

  const table = () => (show ? show.byTable.get(view) : undefined);
  const isView = (name) => name in linkage.worldCards.views || show.byTable.has(name);

  function rows() {
    return linkage.worldTables.sorted(show, table(), linkage.worldTables.matching(table().rows, find), sorts[view]);
  }

  // -- what to look at

  function entry(id, title, count) {
    const number = count === null ? null : make("span", "count", String(count));
    const made = linkage.make.button("view:" + id, "world-view-button" + (count === 0 ? " none" : ""), make("span", "", title), number);
    if (id === view) made.setAttribute("aria-current", "true");
    return make("li", "", made);
  }

  function list() {
    const place = byId("world-list");
    const within = place.contains(document.activeElement);
    const read = Object.keys(linkage.worldCards.views).map((id) => entry(id, show.said[id], linkage.worldCards.counts[id] ? linkage.worldCards.counts[id](show, find) : null));
    const data = show.tables.map((each) => entry(each.id, each.title, linkage.worldTables.matching(each.rows, find).length));
    const group = (title, items) => make("section", "", make("h2", "", title), make("ul", "", ...items));
    place.replaceChildren(group(show.said.read_it, read), group(show.said.tables_of, data));
    const now = place.querySelector("[aria-current]");
    if (now) now.scrollIntoView({ block: "nearest" });
    if (now && within) now.focus({ preventScroll: true });
  }

  // -- the table or page

  function filled() {
    if (!table()) return [linkage.worldCards.views[view](show, find)];
    const found = rows();
    if (!found.length) return [make("p", "blank", find ? show.said.none_found.replace("{words}", find) : show.said.empty)];
    return [make("p", "hint-line", show.said.open_hint), linkage.worldTables.drawn(show, table(), found, sorts[view], row)];
  }

  function head() {
    byId("world-kicker").textContent = show.said.kicker.replace("{world}", show.worldTitle).replace("{reading}", show.reading);
    byId("world-title").textContent = table() ? table().title : show.said[view];
    const held = table() && table().byHead.has("status") ? " " + show.said.holds.replace("{held}", table().rows.filter((each) => each.held).length).replace("{all}", table().rows.length).replace("{reading}", show.reading) : "";
    byId("world-about").textContent = (table() ? table().about : show.said[view + "_says"]) + held;
  }

  function found() {
    if (!find) return (byId("world-found").textContent = "");
    const all = show.tables.reduce((sum, each) => sum + linkage.worldTables.matching(each.rows, find).length, 0);
    const count = table() ? show.said.found.replace("{count}", rows().length).replace("{all}", table().rows.length) : linkage.worldCards.counts[view] ? show.said.found_one.replace("{count}", linkage.worldCards.counts[view](show, find)) : "";
    byId("world-found").textContent = [count, show.said.found_all.replace("{count}", all)].filter(Boolean).join(" · ");
    return undefined;
  }

  function content() {
    const place = byId("world-view");
    const within = place.contains(document.activeElement) ? document.activeElement.dataset.do : "";
    head();
    found();
    place.replaceChildren(...filled());
    mark();
    const again = within && [...place.querySelectorAll("[data-do]")].find((each) => each.dataset.do === within && each.tagName === "BUTTON");
    if (again) again.focus({ preventScroll: true });
  }

  // -- the row

  const lines = () => [...byId("world-view").querySelectorAll("tr[data-row]")];
  const lineOf = (id) => lines().find((each) => each.dataset.row === id);

  function mark() {
    for (const each of lines()) {
      each.classList.toggle("opened", each.dataset.row === row);
      const open = each.querySelector(".open");
      if (each.dataset.row === row) open.setAttribute("aria-current", "true");
      else open.removeAttribute("aria-current");
    }
  }

  /** Show the row beside the table; in a small window, instead of it. */
  function panel() {
    const found = table() && row ? table().byId.get(row) : undefined;
    const place = byId("world-row");
    place.hidden = !found;
    place.closest("main").classList.toggle("with-row", Boolean(found));
    place.replaceChildren(...(found ? linkage.worldTables.opened(show, table(), found) : []));
    place.scrollTop = 0;
    mark();
    const line = found && lineOf(row);
    if (line && !SIZE.matches) line.scrollIntoView({ block: "nearest" });
  }

  function open(id, focused) {
    row = id;
    panel();
    linkage.address.write({ table: view === "overview" ? "" : view, row });
    if (focused) byId("world-row").querySelector("h2").focus({ preventScroll: true });
  }

  function closed() {
    if (!row) return false;
    const was = row;
    row = "";
    panel();
    linkage.address.write({ row: "" });
    focusLine(lineOf(was));
    return true;
  }

  function focusLine(line) {
    if (!line) return;
    for (const each of byId("world-view").querySelectorAll(".open")) each.tabIndex = -1;
    const button = line.querySelector(".open");
    button.tabIndex = 0;
    button.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }

  /** The row that is opened or has the focus goes on by some places; an opened one stays open. */
  function move(by) {
    const all = lines();
    if (!all.length) return false;
    const now = all.findIndex((each) => (row ? each.dataset.row === row : each.contains(document.activeElement)));
    const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
    if (row) open(next.dataset.row, false);
    focusLine(next);
    return undefined;
  }

  // -- the whole page

  /** Stand where the address says; what it names that isn't there gets a remark. */
  function stand() {
    const said = linkage.address.now();
    const [wanted, opened] = [said.table || "overview", said.row || ""];
    const is = isView(wanted);
    remark = is ? "" : show.said.no_table.replace("{table}", wanted);
    view = is ? wanted : "overview";
    row = table() && table().byId.has(opened) ? opened : "";
    if (is && opened && !row) remark = show.said.no_row.replace("{row}", opened).replace("{table}", table() ? table().title : show.said[view]);
    list();
    content();
    panel();
  }

  function remarked(notes) {
    const all = [...notes, remark].filter(Boolean).join(" ");
    if (all) byId("remark").textContent = all;
  }

  function go(name, opened) {
    const before = view;
    linkage.address.go({ table: name === "overview" ? "" : name, row: opened || "" });
    view = name;
    row = opened || "";
    if (before !== name) byId("world-view").scrollTop = 0;
    list();
    content();
    panel();
    byId("remark").textContent = "";
  }

  function see(place) {
    const cut = place.indexOf("/");
    const [name, id] = [place.slice(0, cut), place.slice(cut + 1)];
    if (!show.byTable.has(name) || !show.byTable.get(name).byId.has(id)) return;
    if (find && !linkage.worldTables.matching([show.byTable.get(name).byId.get(id)], find).length) look("");
    go(name, id);
    byId("world-row").querySelector("h2").focus({ preventScroll: true });
  }

  function look(words) {
    find = words.trim();
    if (byId("world-find").value.trim() !== find) window.dash_clientside.set_props("world-find", { value: find });
    list();
    content();
  }

  function sort(head) {
    const now = sorts[view];
    sorts[view] = now && now.head === head ? (now.down ? undefined : { head, down: true }) : { head, down: false };
    content();
  }

  function finding() {
    byId("world-find").focus();
    byId("world-find").select();
  }

  function close() {
    if (document.activeElement === byId("world-find")) {
      if (find) look("");
      byId("world-find").blur();
      return true;
    }
    return closed();
  }

  function mount(data) {
    if (!data) return;
    show = data;
    linkage.worldTables.ready(show);
    linkage.worldFolder.ready(show);
    stand();
    linkage.shell.answered("world", show);
    remarked(show.notes);
  }

  const DEEDS = {
    view: (name) => go(name, ""),
    row: (id) => open(id, true),
    see: (place) => see(place),
    sort: (head) => sort(head),
    find: () => finding(),
    next: () => move(1),
    back: () => move(-1),
    start: () => move(-Infinity),
    last: () => move(Infinity),
  };
  for (const [name, deed] of Object.entries(DEEDS)) DEEDS[name] = (what, from) => (show ? deed(what, from) : false);

  document.addEventListener("input", (event) => {
    if (event.target.id === "world-find" && show) look(event.target.value);
  });

  document.addEventListener("keydown", (event) => {
    if (!here() || !show || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.target.id === "world-find" && event.key === "Enter") {
      event.preventDefault(); // or the row that gets the focus would be pressed by the same key
      look(event.target.value);
      return focusLine(lines()[0]);
    }
    if (!event.target.closest("#world-view") || !["ArrowDown", "ArrowUp"].includes(event.key) || !event.target.matches(".open")) return undefined;
    event.preventDefault();
    return move(event.key === "ArrowDown" ? 1 : -1);
  });

  window.addEventListener("popstate", () => setTimeout(() => here() && show && !linkage.shell.unanswered() && (stand(), remarked([])), 0));

  function enter() {
    if (!show || linkage.shell.unanswered()) return;
    stand();
    setTimeout(() => remarked([]), 0);
  }

  pages.world = { deeds: DEEDS, enter, close };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { world: { mount } });
})();
