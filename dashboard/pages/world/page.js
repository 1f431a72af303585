/* World: which table or page is shown, what is looked for in it, and the row that is opened; the address says which. */
import { byId, first, hit } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import { html, keepingFocus, nothing, render } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { noChoice } from "../../state/strict_values.js";
import * as openFolder from "./open_folder.js";
import { openedRow } from "./opened_row.js";
import * as rowDetails from "./row_details.js";
import { rowsTable } from "./tables_view.js";
import { matching, prepare, sorted } from "./world_tables.js";
import * as worldOverview from "./world_overview.js";

const PARTS = "#world-list, #world-view, #world-row"; // shown anew by every draw()
const SMALL = window.matchMedia("(max-width: 1279px)");
/** @type {WorldAnswer} */
let show;
/** @type {Record<string, WorldView>} */
let views = {}; // the pages to read, by their names
let view = "overview";
let row = "";
let reached = ""; // the row that Tab reaches
let find = "";
let remark = "";
/** @type {Record<string, Sorting | undefined>} */
const sorts = {}; // table -> how it is sorted
let scrolled = ""; // what the places were scrolled for

const isHere = () => frame.pageName() === "world";
const table = () => (show ? show.byTable.get(view) : undefined);
const isView = (/** @type {string} */ name) => name in views || show.byTable.has(name);

/** The rows of the table shown that have the words looked for, in their order; none on a page to read. */
function shownRows() {
  const shown = table();
  return shown ? sorted(show, shown, matching(shown.rows, find), sorts[view]) : [];
}

/** The row that is opened, if it is there. */
const opened = () => (row ? table()?.byId.get(row) : undefined);

/** The field where one searches. */
const field = () => /** @type {HTMLInputElement} */ (byId("world-find"));

/** Give the opened row's title the focus. */
const focusTitle = () => first("h2", byId("world-row"))?.focus({ preventScroll: true });

// -- what to look at

/**
 * @param {string} id
 * @param {string} title
 * @param {number | null} count how many there have the words looked for
 */
function listItem(id, title, count) {
  const className = "world-view-button" + (count === 0 ? " none" : "");
  const current = id === view ? "true" : nothing;
  return html`<li>
    <button type="button" class=${className} data-do=${"view:" + id} aria-current=${current}>
      <span>${title}</span>${count === null ? nothing : html`<span class="count">${count}</span>`}
    </button>
  </li>`;
}

/**
 * @param {string} title
 * @param {unknown[]} items
 */
const listSection = (title, items) =>
  html`<section>
    <h2>${title}</h2>
    <ul>
      ${items}
    </ul>
  </section>`;

function list() {
  const count = (/** @type {string} */ id) => (worldOverview.COUNTS[id] ? worldOverview.COUNTS[id](show, find) : null);
  const pages = Object.keys(views).map((id) => listItem(id, show.said[id], count(id)));
  const tables = show.tables.map(({ id, title, rows }) => listItem(id, title, matching(rows, find).length));
  return [listSection(show.said.read_it, pages), listSection(show.said.tables_of, tables)];
}

// -- the table or page

/** @param {WorldRow[]} rows the ones shown */
function content(rows) {
  const shown = table();
  if (!shown) return views[view](show, find);
  if (!rows.length) {
    return html`<p class="blank">${find ? show.said.none_found.replace("{words}", find) : show.said.empty}</p>`;
  }
  return html`<p class="hint-line">${show.said.open_hint}</p>
    ${rowsTable(show, shown, rows, sorts[view], row, reached)}`;
}

function drawHead() {
  const shown = table();
  const { said: labels, reading } = show;
  byId("world-kicker").textContent = fill(labels.kicker, { world: show.worldTitle, reading });
  byId("world-title").textContent = shown ? shown.title : labels[view];
  const held = shown && shown.byHead.has("status") ? " " + heldSentence(shown) : "";
  byId("world-about").textContent = (shown ? shown.about : labels[view + "_says"]) + held;
}

/**
 * How many rows of a table the reading keeps.
 * @param {WorldTable} shown
 */
function heldSentence({ rows }) {
  const held = rows.filter((kept) => kept.held).length;
  return fill(show.said.holds, { held, all: rows.length, reading: show.reading });
}

/**
 * How many things have the words looked for, here and in all tables; blank where nothing is looked for.
 * @param {WorldRow[]} rows the ones shown
 */
function foundSentence(rows) {
  if (!find) return "";
  const everywhere = show.tables.reduce((sum, one) => sum + matching(one.rows, find).length, 0);
  return [foundHere(rows), fill(show.said.found_all, { count: everywhere })].filter(Boolean).join(" · ");
}

/** @param {WorldRow[]} rows the ones shown */
function foundHere(rows) {
  const shown = table();
  if (shown) return fill(show.said.found, { count: rows.length, all: shown.rows.length });
  const count = worldOverview.COUNTS[view];
  return count ? fill(show.said.found_one, { count: count(show, find) }) : "";
}

// -- the row beside it

/** In a small window the opened row is shown instead of the table. */
function drawRow() {
  const [shown, open] = [table(), opened()];
  const place = byId("world-row");
  place.hidden = !open;
  place.closest("main")?.classList.toggle("with-row", Boolean(open));
  if (!open) rowDetails.leave();
  const isThere = shown && open;
  render(isThere ? openedRow(show, shown, open, rowDetails.detailsOf(show, shown, open, draw)) : nothing, place);
}

// -- all of it

/** Show everything as it stands now; the focus stays where it is. */
function draw() {
  keepingFocus(PARTS, drawParts, byId("world-title"));
  scroll();
}

function drawParts() {
  const rows = shownRows();
  drawHead();
  byId("world-found").textContent = foundSentence(rows);
  render(list(), byId("world-list"));
  render(content(rows), byId("world-view"));
  drawRow();
}

/** Scroll to what has become another view, or another row. */
function scroll() {
  const before = scrolled;
  scrolled = [show.world, view, row].join("/");
  if (scrolled === before) return;
  byId("world-row").scrollTop = 0;
  if (!before.startsWith([show.world, view, ""].join("/"))) {
    byId("world-view").scrollTop = 0;
    first("[aria-current]", byId("world-list"))?.scrollIntoView({ block: "nearest" });
  }
  if (opened() && !SMALL.matches) lineOf(row)?.scrollIntoView({ block: "nearest" });
}

/** @param {string} id of a row that is shown */
const lineOf = (id) => first("tr[data-row=" + CSS.escape(id) + "]", byId("world-view"));

/**
 * @param {string} id
 * @param {boolean} focused whether its title gets the focus
 */
function openRow(id, focused) {
  row = reached = id;
  draw();
  address.write({ table: view === "overview" ? "" : view, row });
  if (focused) focusTitle();
}

function closeRow() {
  if (!row) return false;
  const was = row;
  row = "";
  address.write({ row: "" });
  focusLine(was);
  return true;
}

/**
 * Give a row's button the focus; Tab reaches that row from now on.
 * @param {string | undefined} id
 */
function focusLine(id) {
  if (id !== undefined) reached = id;
  draw();
  const line = id === undefined ? null : lineOf(id);
  if (!line) return;
  first(".open", line)?.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

/**
 * The row that is opened or has the focus goes on by some places; an opened one stays open.
 * @param {number} by
 */
function move(by) {
  const ids = shownRows().map(({ id }) => id);
  if (!ids.length) return false;
  const focused = document.activeElement?.closest("tr")?.dataset.row;
  const at = ids.indexOf(row || focused || "");
  const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))];
  if (row) {
    row = next;
    address.write({ row });
  }
  return focusLine(next);
}

// -- the whole page

/** Stand where the address says; what it names that isn't there gets a remark. */
function stand() {
  const fields = address.now();
  const [wanted, id] = [fields.table || "overview", fields.row || ""];
  const known = isView(wanted);
  remark = known ? "" : noChoice("table", wanted, [...Object.keys(views), ...show.byTable.keys()]);
  view = known ? wanted : "overview";
  const shown = table();
  row = reached = shown && shown.byId.has(id) ? id : "";
  if (known && id && !row) {
    remark = fill(show.said.no_row, {
      row: id,
      table: shown ? shown.title : show.said[view],
    });
  }
  draw();
}

/** @param {string[]} notes */
function showRemarks(notes) {
  const text = [...notes, remark].filter(Boolean).join(" ");
  if (text) byId("remark").textContent = text;
}

/**
 * Go to a table or page, and open a row there.
 * @param {string} name
 * @param {string} id
 */
function go(name, id) {
  address.go({ table: name === "overview" ? "" : name, row: id });
  view = name;
  row = reached = id;
  draw();
  byId("remark").textContent = "";
}

/** @param {string} place `table/row` */
function see(place) {
  const cut = place.indexOf("/");
  const [name, id] = [place.slice(0, cut), place.slice(cut + 1)];
  const target = show.byTable.get(name)?.byId.get(id);
  if (!target) return;
  if (find && !matching([target], find).length) search("");
  go(name, id);
  focusTitle();
}

/** @param {string} words */
function search(words) {
  find = words.trim();
  if (field().value.trim() !== find) window.dash_clientside.set_props("world-find", { value: find });
  draw();
}

/** @param {string} head of the column */
function sort(head) {
  const now = sorts[view];
  if (now && now.head === head) sorts[view] = now.down ? undefined : { head, down: true };
  else sorts[view] = { head, down: false };
  draw();
}

function startSearch() {
  field().focus();
  field().select();
}

function close() {
  if (document.activeElement !== field()) return closeRow();
  if (find) search("");
  field().blur();
  return true;
}

/**
 * An answer came: make its tables ready, and stand where the address says.
 * @param {WorldAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  show = answer;
  prepare(show);
  views = openFolder.mayOpen(show, draw) ? { ...worldOverview.VIEWS, folder: openFolder.view } : worldOverview.VIEWS;
  stand();
  frame.answered("world", show);
  showRemarks(show.notes);
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  view: (name) => go(name, ""),
  row: (id) => openRow(id, true),
  see: (place) => see(place),
  sort: (head) => sort(head),
  find: () => startSearch(),
  next: () => move(1),
  back: () => move(-1),
  start: () => move(-Infinity),
  last: () => move(Infinity),
};

document.addEventListener("input", (event) => {
  if (show && hit(event, "#world-find")) search(field().value);
});

document.addEventListener("keydown", (event) => {
  if (!isHere() || !show || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (hit(event, "#world-find") && event.key === "Enter") {
    event.preventDefault(); // or the row that gets the focus would be pressed by the same key
    search(field().value);
    return focusLine(shownRows()[0]?.id);
  }
  const isFree = event.target === document.body && shownRows().length > 0; // nothing has the focus: the table takes it
  const open = hit(event, "#world-view .open");
  if ((open !== event.target && !isFree) || !["ArrowDown", "ArrowUp"].includes(event.key)) return undefined;
  event.preventDefault();
  return move(event.key === "ArrowDown" ? 1 : -1);
});

window.addEventListener("popstate", () => {
  setTimeout(() => {
    if (!isHere() || !show || frame.unanswered()) return;
    stand();
    showRemarks([]);
  }, 0);
});

function enter() {
  if (!show || frame.unanswered()) return;
  stand();
  setTimeout(() => showRemarks([]), 0);
}

frame.registerPage("world", {
  actions: frame.onceShown(ACTIONS, () => Boolean(show)),
  enter,
  stand: enter,
  close,
});
