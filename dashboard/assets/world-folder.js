/* World: a folder of this machine is opened by its path; what is wrong with one is listed, each fault with its lines.
   The server reads it and answers; a world that could be opened stands in the address by its name. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const make = (...what) => linkage.make.make(...what);
  let show = null;
  let path = null; // what was typed
  let read = null; // what became of it
  let waiting = 0;
  let place = null;

  /** The page may open folders: it has a view of its own; where it may not, there is none. */
  function ready(told) {
    if (show && show.world !== told.world) path = read = null;
    show = told;
    if (show.folder) linkage.worldCards.views.folder = view;
    else delete linkage.worldCards.views.folder;
  }

  const said = (word, filled) => Object.entries(filled || {}).reduce((text, [name, value]) => text.replace("{" + name + "}", value), show.folder.said[word]);
  const typed = () => (path === null ? show.folder.path : path);

  function ask() {
    if (!typed().trim() || waiting) return;
    waiting = Date.now();
    read = null;
    window.dash_clientside.set_props("open-folder", { data: { path: typed(), stamp: waiting } });
    fill();
  }

  /** The server has read the folder. */
  function told(answer) {
    if (!answer || answer.stamp !== waiting) return;
    waiting = 0;
    read = answer;
    if (answer.path) path = answer.path;
    if (answer.world && (answer.new || answer.world !== show.world)) return go(answer.world);
    fill();
    const heading = place && place.querySelector(".folder-told");
    if (heading) heading.focus();
    return undefined;
  }

  /** Every page asks anew: what they know is of the world before. */
  function go(world) {
    const kept = linkage.address.now();
    if (world === show.world) return window.location.reload();
    const names = ["theme", "room", "lang", "names"];
    const more = Object.fromEntries(Object.entries(kept).filter(([name]) => names.includes(name)));
    return window.location.assign(window.location.pathname + linkage.address.query({ ...more, world, table: "folder" }));
  }

  // -- what you see

  function form() {
    const input = make("input");
    input.type = "text";
    input.id = "folder-path";
    input.value = typed();
    input.placeholder = said("hint");
    input.autocomplete = "off";
    input.spellcheck = false;
    input.maxLength = 1000;
    input.addEventListener("input", () => (path = input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      ask();
    });
    const again = Boolean(typed()) && (Boolean(read) || typed() === show.folder.path);
    const button = linkage.make.button("", "button main", said(again ? "again" : "open"));
    button.id = "folder-open";
    button.addEventListener("click", ask);
    return make("div", "folder-form", make("label", "", make("span", "", said("path")), input), button);
  }

  function see(fault, id) {
    const table = show.byTable.get(fault.table);
    if (!id || !table || !table.byId.has(id)) return null;
    return linkage.worldTables.see({ table: fault.table, id, label: said("in_table", { row: id }) });
  }

  /** The line of a fault with those around it; the faulty cell is framed, and a word says so. */
  function lines(fault) {
    const found = read && read.lines ? read.lines[fault.file] : null;
    if (!found) return null;
    if (found.hidden) return make("p", "soft", said("hidden"));
    const line = found.lines[String(fault.row)];
    if (!line) return null;
    const near = Object.keys(found.lines).map(Number).filter((number) => Math.abs(number - fault.row) <= 1);
    const column = found.heads.indexOf(fault.column);
    const head = make("tr", "", make("th", "", said("line")), ...found.heads.map((each) => make("th", "", each)));
    const rows = near.map((number) => row(number, found, number === fault.row, column));
    const drawn = make("table", "raw", make("thead", "", head), make("tbody", "", ...rows));
    return make("div", "raw-lines", drawn);
  }

  function row(number, found, faulty, column) {
    const cells = found.lines[String(number)].map((cell, place) => {
      const marked = faulty && place === column;
      const made = make("td", marked ? "raw-faulty" : "", marked ? make("b", "", "▶ " + said("here") + " ") : null, cell || "–");
      return made;
    });
    const whole = faulty && (column < 0 || column >= cells.length);
    const head = make("th", "", whole ? make("b", "", "▶ " + said("whole_line") + " ") : faulty ? "▶ " : null, String(number));
    head.scope = "row";
    return make("tr", faulty ? "faulty-line" : "", head, ...cells);
  }

  function fact(word, text) {
    return text ? [make("dt", "", said(word)), make("dd", "", text)] : [];
  }

  function fault(each, shownHere) {
    const found = read && read.lines && read.lines[each.file];
    const at = found ? found.heads.indexOf("id") : -1;
    const line = found && found.lines[String(each.row)];
    const id = line && at >= 0 ? line[at] : "";
    const where = [each.file, each.row ? said("line") + " " + each.row : "", each.column].filter(Boolean).join(" · ");
    const facts = make("dl", "", ...fact("found", each.found), ...fact("expected", each.expected), ...fact("nearest", each.nearest));
    return make("li", "", make("h3", "", where), facts, shownHere ? see(each, id) : null, lines(each));
  }

  function result() {
    if (waiting) return [make("p", "soft", said("reading"))];
    if (read && read.faults) {
      const here = read.path === show.folder.path && Boolean(show.folder.path);
      const title = read.faults.length === 1 ? said("fault") : said("faults", { count: read.faults.length });
      const note = here ? make("p", "soft", said("shown_still")) : make("p", "soft", said("stopped"));
      return [heading(title), read.says ? make("p", "", read.says) : null, note, make("ol", "faults-list", ...read.faults.map((each) => fault(each, here)))];
    }
    if (read && read.says) return [heading(read.says)];
    const remarks = show.folder.faults;
    const of = show.folder.path ? make("p", "", said("where", { path: show.folder.path })) : null;
    const rest = remarks.length ? [make("h2", "", said("remarks")), make("ol", "faults-list", ...remarks.map((each) => make("li", "", each.sentence, " ", storyOf(each))))] : [];
    return [read ? heading(said("same")) : null, of, ...rest];
  }

  /** A story that can't be told, in the table: the fault names it. */
  function storyOf(each) {
    const table = show.byTable.get(each.table);
    const row = table && table.rows[each.row - 2];
    return row ? linkage.worldTables.see({ table: each.table, id: row.id, label: said("in_table", { row: row.id }) }) : null;
  }

  function heading(text) {
    const made = make("h2", "folder-told", text);
    made.tabIndex = -1;
    return made;
  }

  function fill() {
    if (!place || !place.isConnected) return;
    const within = place.querySelector("#folder-path") === document.activeElement;
    place.replaceChildren(form(), ...outcome());
    if (within) place.querySelector("#folder-path").focus();
  }

  function outcome() {
    const made = make("div", "folder-outcome", ...result().filter(Boolean));
    made.setAttribute("role", "status");
    return [made];
  }

  function view() {
    place = make("div", "world-folder", form(), ...outcome());
    return place;
  }

  linkage.worldFolder = { ready };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { worldFolder: { told } });
})();
