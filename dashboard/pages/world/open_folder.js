/* World: a folder of this machine is opened by its path; what is wrong with one is listed, each fault with its lines.
   The server reads it and answers; a world that could be opened stands in the address by its name. */
import { button, first, make } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import { declarations } from "../../state/declarations.js";
import * as address from "../../state/address.js";
import { seeButton } from "./tables_view.js";

/** @type {WorldAnswer} */
let show;
/** @type {OpenableFolder} */
let folder;
/** @type {string | null} */
let path = null; // what was typed
/** @type {FolderAnswer | null} */
let read = null; // what became of it
let waiting = 0;
/** @type {HTMLElement | null} */
let place = null;

/**
 * Take up a world's answer, and say whether the page may open folders.
 * @param {WorldAnswer} answer
 */
export function mayOpen(answer) {
  if (show && show.world !== answer.world) path = read = null;
  show = answer;
  if (answer.folder) folder = answer.folder;
  return Boolean(answer.folder);
}

/**
 * @param {string} word
 * @param {Record<string, string | number>} [values]
 */
const label = (word, values) => fill(folder.said[word], values || {});
const typed = () => (path === null ? folder.path : path);

function ask() {
  if (!typed().trim() || waiting) return;
  waiting = Date.now();
  read = null;
  window.dash_clientside.set_props("open-folder", {
    data: { path: typed(), stamp: waiting },
  });
  render();
}

/**
 * The server has read the folder: go to its world, or show what is wrong.
 * @param {FolderAnswer | null} answer
 */
export function answered(answer) {
  if (!answer || answer.stamp !== waiting) return;
  waiting = 0;
  read = answer;
  if (answer.path) path = answer.path;
  if (answer.world && (answer.new || answer.world !== show.world)) return go(answer.world);
  render();
  const told = place && first(".folder-told", place);
  if (told) told.focus();
  return undefined;
}

/**
 * Every page asks anew: what they know is of the world before.
 * @param {string} world
 */
function go(world) {
  if (world === show.world) return window.location.reload();
  const kept = ["theme", "room", ...declarations().display];
  const looks = Object.fromEntries(Object.entries(address.now()).filter(([name]) => kept.includes(name)));
  return window.location.assign(window.location.pathname + address.query({ ...looks, world, table: "folder" }));
}

// -- what you see

function form() {
  const input = make("input");
  input.type = "text";
  input.id = "folder-path";
  input.value = typed();
  input.placeholder = label("hint");
  input.autocomplete = "off";
  input.spellcheck = false;
  input.maxLength = 1000;
  input.addEventListener("input", () => (path = input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  });
  const again = Boolean(typed()) && (Boolean(read) || typed() === folder.path);
  const opener = button("", "button main", label(again ? "again" : "open"));
  opener.id = "folder-open";
  opener.addEventListener("click", ask);
  return make("div", "folder-form", make("label", "", make("span", "", label("path")), input), opener);
}

/**
 * A button that opens the row of a fault, or null where it is in no table.
 * @param {string} name of the table
 * @param {string | undefined} id
 */
function rowButton(name, id) {
  if (!id || !show.byTable.get(name)?.byId.has(id)) return null;
  return seeButton({ table: name, id, label: label("in_table", { row: id }) });
}

/**
 * The line of a fault with those around it; the faulty cell is framed, and a word says so.
 * @param {FolderFault} fault
 */
function faultLines(fault) {
  const file = read?.lines?.[fault.file];
  if (!file) return null;
  if (file.hidden) return make("p", "soft", label("hidden"));
  if (!file.lines[String(fault.row)]) return null;
  const near = Object.keys(file.lines)
    .map(Number)
    .filter((number) => Math.abs(number - fault.row) <= 1);
  const column = file.heads.indexOf(fault.column);
  const heads = [label("line"), ...file.heads].map((text) => make("th", "", text));
  const rows = near.map((number) => lineRow(number, file.lines[String(number)], number === fault.row, column));
  const table = make("table", "raw", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows));
  return make("div", "raw-lines", table);
}

/**
 * @param {number} number of the line
 * @param {string[]} texts
 * @param {boolean} faulty
 * @param {number} column that is faulty; -1: the whole line
 */
function lineRow(number, texts, faulty, column) {
  const cells = texts.map((text, at) => {
    const marked = faulty && at === column;
    const mark = marked ? make("b", "", "▶ " + label("here") + " ") : null;
    return make("td", marked ? "raw-faulty" : "", mark, text || "–");
  });
  const whole = faulty && (column < 0 || column >= cells.length);
  const mark = whole ? make("b", "", "▶ " + label("whole_line") + " ") : faulty ? "▶ " : null;
  const head = make("th", "", mark, String(number));
  head.scope = "row";
  return make("tr", faulty ? "faulty-line" : "", head, ...cells);
}

/**
 * @param {FolderFault} fault
 * @param {boolean} isShown whether the world of this folder is the one that is shown
 */
function faultItem(fault, isShown) {
  const file = read?.lines?.[fault.file];
  const at = file ? file.heads.indexOf("id") : -1;
  const line = file && file.lines[String(fault.row)];
  const where = [fault.file, fault.row ? label("line") + " " + fault.row : "", fault.column]
    .filter(Boolean)
    .join(" · ");
  const words = /** @type {const} */ (["found", "expected", "nearest"]).filter((word) => fault[word]);
  const facts = words.flatMap((word) => [make("dt", "", label(word)), make("dd", "", fault[word])]);
  const row = isShown ? rowButton(fault.table, line && at >= 0 ? line[at] : "") : null;
  return make("li", "", make("h3", "", where), make("dl", "", ...facts), row, faultLines(fault));
}

/**
 * What became of the folder, or what is remarked on the one that is open.
 * @returns {(HTMLElement | null)[]}
 */
function outcome() {
  if (waiting) return [make("p", "soft", label("reading"))];
  if (read && read.faults) {
    const isShown = read.path === folder.path && Boolean(folder.path);
    const { faults } = read;
    const title = faults.length === 1 ? label("fault") : label("faults", { count: faults.length });
    const note = make("p", "soft", label(isShown ? "shown_still" : "stopped"));
    const says = read.says ? make("p", "", read.says) : null;
    return [heading(title), says, note, make("ol", "faults-list", ...faults.map((fault) => faultItem(fault, isShown)))];
  }
  if (read && read.says) return [heading(read.says)];
  const where = folder.path ? make("p", "", label("where", { path: folder.path })) : null;
  const items = folder.faults.map((fault) => make("li", "", fault.sentence, " ", storyButton(fault)));
  const remarks = items.length ? [make("h2", "", label("remarks")), make("ol", "faults-list", ...items)] : [];
  return [read ? heading(label("same")) : null, where, ...remarks];
}

/**
 * A story that can't be told, in its table: the fault names it.
 * @param {FolderFault} fault
 */
function storyButton(fault) {
  return rowButton(fault.table, show.byTable.get(fault.table)?.rows[fault.row - 2]?.id);
}

/** @param {string} text */
function heading(text) {
  const title = make("h2", "folder-told", text);
  title.tabIndex = -1;
  return title;
}

function parts() {
  const result = make("div", "folder-outcome", ...outcome());
  result.setAttribute("role", "status");
  return [form(), result];
}

function render() {
  if (!place || !place.isConnected) return;
  const within = first("#folder-path", place) === document.activeElement;
  place.replaceChildren(...parts());
  if (within) first("#folder-path", place)?.focus();
}

/**
 * The page on which a folder is opened.
 * @returns {HTMLElement}
 */
export function view() {
  place = make("div", "world-folder", ...parts());
  return place;
}
