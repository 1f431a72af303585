/* World: a folder of this machine is opened by its path; what is wrong with one is listed, each fault with its lines.
   The server reads it and answers; a world that could be opened stands in the address by its name. */
import { first } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import { html, nothing } from "../../shell/templates.js";
import { declarations } from "../../state/declarations.js";
import * as address from "../../state/address.js";
import * as dropTables from "./drop_tables.js";
import { seeButton } from "./world_templates.js";

/** @type {WorldAnswer} */
let show;
/** @type {OpenableFolder} */
let folder;
/** @type {() => void} */
let redraw;
/** @type {string | null} */
let path = null; // what was typed
/** @type {FolderAnswer | null} */
let read = null; // what became of it
let waiting = 0;

/**
 * Take up a world's answer, and say whether the page may open folders.
 * @param {WorldAnswer} answer
 * @param {() => void} draw called when there is something else to see
 */
export function mayOpen(answer, draw) {
  if (show && show.world !== answer.world) path = read = null;
  show = answer;
  redraw = draw;
  if (answer.folder) folder = answer.folder;
  dropTables.mayDrop(answer.drop, draw, go);
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
  redraw();
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
  redraw();
  first(".folder-told")?.focus();
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

/** @param {InputEvent} event */
function type(event) {
  path = /** @type {HTMLInputElement} */ (event.target).value;
  redraw();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  ask();
}

function form() {
  const again = Boolean(typed()) && (Boolean(read) || typed() === folder.path);
  return html`<div class="folder-form">
    <label
      ><span>${label("path")}</span
      ><input
        type="text"
        id="folder-path"
        placeholder=${label("hint")}
        autocomplete="off"
        spellcheck="false"
        maxlength="1000"
        .value=${typed()}
        @input=${type}
        @keydown=${pressed}
    /></label>
    <button type="button" class="button main" id="folder-open" @click=${ask}>${label(again ? "again" : "open")}</button>
  </div>`;
}

/**
 * A button that opens the row of a fault, or nothing where it is in no table.
 * @param {string} name of the table
 * @param {string | undefined} id
 */
function rowButton(name, id) {
  if (!id || !show.byTable.get(name)?.byId.has(id)) return nothing;
  return seeButton({ table: name, id, label: label("in_table", { row: id }) });
}

/**
 * The line of a fault with those around it; the faulty cell is framed, and a word says so.
 * @param {FolderFault} fault
 */
function faultLines(fault) {
  const file = read?.lines?.[fault.file];
  if (!file) return nothing;
  if (file.hidden) return html`<p class="soft">${label("hidden")}</p>`;
  if (!file.lines[String(fault.row)]) return nothing;
  const near = Object.keys(file.lines)
    .map(Number)
    .filter((number) => Math.abs(number - fault.row) <= 1);
  const column = file.heads.indexOf(fault.column);
  const line = (/** @type {number} */ number) =>
    lineRow(number, file.lines[String(number)], number === fault.row, column);
  return html`<div class="raw-lines">
    <table class="raw">
      <thead>
        <tr>
          ${[label("line"), ...file.heads].map((head) => html`<th>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${near.map(line)}
      </tbody>
    </table>
  </div>`;
}

/** @param {string} word that says what is faulty */
const faultMark = (word) => html`<b>▶ ${word} </b>`;

/**
 * @param {number} number of the line
 * @param {string[]} texts
 * @param {boolean} faulty
 * @param {number} column that is faulty; -1: the whole line
 */
function lineRow(number, texts, faulty, column) {
  const isWhole = faulty && (column < 0 || column >= texts.length);
  const mark = isWhole ? faultMark(label("whole_line")) : faulty ? "▶ " : nothing;
  const cells = texts.map((text, at) =>
    faulty && at === column
      ? html`<td class="raw-faulty">${faultMark(label("here"))}${text || "–"}</td>`
      : html`<td>${text || "–"}</td>`,
  );
  return html`<tr class=${faulty ? "faulty-line" : nothing}>
    <th scope="row">${mark}${number}</th>
    ${cells}
  </tr>`;
}

/**
 * @param {FolderFault} fault
 * @param {boolean} isShown whether the world of this folder is the one that is shown
 */
function faultItem(fault, isShown) {
  const file = read?.lines?.[fault.file];
  const at = file ? file.heads.indexOf("id") : -1;
  const line = file && file.lines[String(fault.row)];
  const where = [fault.file, fault.row ? label("line") + " " + fault.row : "", fault.column];
  const words = /** @type {const} */ (["found", "expected", "nearest"]).filter((word) => fault[word]);
  const facts = words.map(
    (word) =>
      html`<dt>${label(word)}</dt>
        <dd>${fault[word]}</dd>`,
  );
  return html`<li>
    <h3>${where.filter(Boolean).join(" · ")}</h3>
    <dl>${facts}</dl>
    ${isShown ? rowButton(fault.table, line && at >= 0 ? line[at] : "") : nothing} ${faultLines(fault)}
  </li>`;
}

/**
 * The faults of the folder that was read.
 * @param {FolderFault[]} faults
 */
function faultList(faults) {
  const isShown = read?.path === folder.path && Boolean(folder.path);
  const title = faults.length === 1 ? label("fault") : label("faults", { count: faults.length });
  return html`${heading(title)}${read?.says ? html`<p>${read.says}</p>` : nothing}
    <p class="soft">${label(isShown ? "shown_still" : "stopped")}</p>
    <ol class="faults-list">
      ${faults.map((fault) => faultItem(fault, isShown))}
    </ol>`;
}

/** What became of the folder, or what is remarked on the one that is open. */
function outcome() {
  if (waiting) return html`<p class="soft">${label("reading")}</p>`;
  if (read && read.faults) return faultList(read.faults);
  if (read && read.says) return heading(read.says);
  const where = folder.path ? html`<p>${label("where", { path: folder.path })}</p>` : nothing;
  return html`${read ? heading(label("same")) : nothing}${where}${folder.faults.length ? remarks() : nothing}`;
}

/** What is remarked on the folder that is open: stories that can't be told, each in its table, which the fault names. */
function remarks() {
  const storyOf = (/** @type {FolderFault} */ { table, row }) => show.byTable.get(table)?.rows[row - 2]?.id;
  return html`<h2>${label("remarks")}</h2>
    <ol class="faults-list">
      ${folder.faults.map((fault) => html`<li>${fault.sentence} ${rowButton(fault.table, storyOf(fault))}</li>`)}
    </ol>`;
}

/** @param {string} text */
const heading = (text) => html`<h2 class="folder-told" tabindex="-1">${text}</h2>`;

/** The page on which a folder is opened. */
export const view = () =>
  html`<div class="world-folder">
    ${form()}
    <div class="folder-outcome" role="status">${outcome()}</div>
    ${dropTables.view()}
  </div>`;
