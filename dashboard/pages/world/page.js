/* World: which table or page is shown, what is looked for in it, and the row that is opened; the address says which. */
import { all, button, byId, first, hit, make } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import * as address from "../../state/address.js";
import * as openFolder from "./open_folder.js";
import * as worldOverview from "./world_overview.js";
import { detailsOf } from "./row_details.js";
import { matching, openedRow, prepare, rowsTable, sorted } from "./tables_view.js";

const SMALL = window.matchMedia("(max-width: 1279px)");
/** @type {WorldAnswer} */
let show;
/** @type {Record<string, WorldView>} */
let views = {}; // the pages to read, by their names
let view = "overview";
let row = "";
let find = "";
let remark = "";
/** @type {Record<string, Sorting | undefined>} */
const sorts = {}; // table -> how it is sorted

const isHere = () => frame.pageName() === "world";
const table = () => (show ? show.byTable.get(view) : undefined);
const isView = (/** @type {string} */ name) => name in views || show.byTable.has(name);

/** @param {WorldTable} shown */
const shownRows = (shown) => sorted(show, shown, matching(shown.rows, find), sorts[view]);

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
  const number = count === null ? null : make("span", "count", String(count));
  const className = "world-view-button" + (count === 0 ? " none" : "");
  const choice = button("view:" + id, className, make("span", "", title), number);
  if (id === view) choice.setAttribute("aria-current", "true");
  return make("li", "", choice);
}

function showList() {
  const place = byId("world-list");
  const within = place.contains(document.activeElement);
  const count = (/** @type {string} */ id) => (worldOverview.COUNTS[id] ? worldOverview.COUNTS[id](show, find) : null);
  const pages = Object.keys(views).map((id) => listItem(id, show.said[id], count(id)));
  const tables = show.tables.map(({ id, title, rows }) => listItem(id, title, matching(rows, find).length));
  const section = (/** @type {string} */ title, /** @type {HTMLElement[]} */ items) =>
    make("section", "", make("h2", "", title), make("ul", "", ...items));
  place.replaceChildren(section(show.said.read_it, pages), section(show.said.tables_of, tables));
  const current = first("[aria-current]", place);
  if (current) current.scrollIntoView({ block: "nearest" });
  if (current && within) current.focus({ preventScroll: true });
}

// -- the table or page

function content() {
  const shown = table();
  if (!shown) return [views[view](show, find)];
  const rows = shownRows(shown);
  if (rows.length) return [make("p", "hint-line", show.said.open_hint), rowsTable(show, shown, rows, sorts[view], row)];
  return [make("p", "blank", find ? show.said.none_found.replace("{words}", find) : show.said.empty)];
}

function showHead() {
  const shown = table();
  const { said: labels, reading } = show;
  byId("world-kicker").textContent = fill(labels.kicker, {
    world: show.worldTitle,
    reading,
  });
  byId("world-title").textContent = shown ? shown.title : labels[view];
  const held = shown && shown.byHead.has("status") ? " " + heldSentence(shown) : "";
  byId("world-about").textContent = (shown ? shown.about : labels[view + "_says"]) + held;
}

/**
 * How many rows of a table the reading keeps.
 * @param {WorldTable} shown
 */
function heldSentence(shown) {
  const held = shown.rows.filter((each) => each.held).length;
  return fill(show.said.holds, {
    held,
    all: shown.rows.length,
    reading: show.reading,
  });
}

/** Show how many things have the words looked for, here and in all tables. */
function showFound() {
  const labels = show.said;
  if (!find) return (byId("world-found").textContent = "");
  const everywhere = show.tables.reduce((sum, { rows }) => sum + matching(rows, find).length, 0);
  const parts = [foundHere(), fill(labels.found_all, { count: everywhere })];
  byId("world-found").textContent = parts.filter(Boolean).join(" · ");
  return undefined;
}

function foundHere() {
  const shown = table();
  if (shown) {
    return fill(show.said.found, {
      count: shownRows(shown).length,
      all: shown.rows.length,
    });
  }
  const count = worldOverview.COUNTS[view];
  return count ? fill(show.said.found_one, { count: count(show, find) }) : "";
}

function showContent() {
  const place = byId("world-view");
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const within = focused && place.contains(focused) ? focused.dataset.do : "";
  showHead();
  showFound();
  place.replaceChildren(...content());
  markOpened();
  const same = all("button[data-do]", place).find((each) => within && each.dataset.do === within);
  if (same) same.focus({ preventScroll: true });
}

// -- the row

const lines = () => all("tr[data-row]", byId("world-view"));
const lineOf = (/** @type {string} */ id) => lines().find((line) => line.dataset.row === id);

function markOpened() {
  for (const line of lines()) {
    const isOpened = line.dataset.row === row;
    line.classList.toggle("opened", isOpened);
    const open = first(".open", line);
    if (isOpened) open?.setAttribute("aria-current", "true");
    else open?.removeAttribute("aria-current");
  }
}

/** Show the row beside the table; in a small window, instead of it. */
function showRow() {
  const shown = table();
  const opened = shown && row ? shown.byId.get(row) : undefined;
  const place = byId("world-row");
  place.hidden = !opened;
  place.closest("main")?.classList.toggle("with-row", Boolean(opened));
  const parts = shown && opened ? openedRow(show, shown, opened, detailsOf(show, shown, opened)) : [];
  place.replaceChildren(...parts);
  place.scrollTop = 0;
  markOpened();
  if (opened && !SMALL.matches) lineOf(row)?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {string} id
 * @param {boolean} focused whether its title gets the focus
 */
function openRow(id, focused) {
  row = id;
  showRow();
  address.write({ table: view === "overview" ? "" : view, row });
  if (focused) focusTitle();
}

function closeRow() {
  if (!row) return false;
  const was = row;
  row = "";
  showRow();
  address.write({ row: "" });
  focusLine(lineOf(was));
  return true;
}

/** @param {HTMLElement | undefined} line */
function focusLine(line) {
  const open = line && first(".open", line);
  if (!line || !open) return;
  for (const other of all(".open", byId("world-view"))) other.tabIndex = -1;
  open.tabIndex = 0;
  open.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

/**
 * The row that is opened or has the focus goes on by some places; an opened one stays open.
 * @param {number} by
 */
function move(by) {
  const rows = lines();
  if (!rows.length) return false;
  const at = rows.findIndex((line) => (row ? line.dataset.row === row : line.contains(document.activeElement)));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (row) openRow(next.dataset.row || "", false);
  focusLine(next);
  return undefined;
}

// -- the whole page

/** Stand where the address says; what it names that isn't there gets a remark. */
function stand() {
  const fields = address.now();
  const [wanted, opened] = [fields.table || "overview", fields.row || ""];
  const known = isView(wanted);
  remark = known ? "" : show.said.no_table.replace("{table}", wanted);
  view = known ? wanted : "overview";
  const shown = table();
  row = shown && shown.byId.has(opened) ? opened : "";
  if (known && opened && !row) {
    remark = fill(show.said.no_row, {
      row: opened,
      table: shown ? shown.title : show.said[view],
    });
  }
  showList();
  showContent();
  showRow();
}

/** @param {string[]} notes */
function showRemarks(notes) {
  const text = [...notes, remark].filter(Boolean).join(" ");
  if (text) byId("remark").textContent = text;
}

/**
 * Go to a table or page, and open a row there.
 * @param {string} name
 * @param {string} opened
 */
function go(name, opened) {
  const before = view;
  address.go({ table: name === "overview" ? "" : name, row: opened });
  view = name;
  row = opened;
  if (before !== name) byId("world-view").scrollTop = 0;
  showList();
  showContent();
  showRow();
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
  showList();
  showContent();
}

/** @param {string} head of the column */
function sort(head) {
  const now = sorts[view];
  if (now && now.head === head) sorts[view] = now.down ? undefined : { head, down: true };
  else sorts[view] = { head, down: false };
  showContent();
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
  views = openFolder.mayOpen(show) ? { ...worldOverview.VIEWS, folder: openFolder.view } : worldOverview.VIEWS;
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
    return focusLine(lines()[0]);
  }
  const open = hit(event, "#world-view .open");
  if (open !== event.target || !["ArrowDown", "ArrowUp"].includes(event.key)) return undefined;
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
  close,
});
