/* The switches of the What-if page: rows in groups, found by a word or by a part of the map. The what-if is a text; a
   switch adds its own parts or takes them away, a number writes `verb:name=number` and is checked first. */
import { all, button, byId, childrenOf, first, hit, keyLine, make } from "../../shell/dom.js";
import { sign } from "../../shell/evidence_templates.js";
import * as whatIfText from "../../state/what_if_text.js";

/**
 * @typedef {object} BuiltRow
 * @property {SwitchRow} row
 * @property {HTMLElement} place
 * @property {HTMLElement | null} knob
 * @property {HTMLInputElement[]} inputs
 */

/** @type {SwitchBoard} */
let board;
/** @type {{ change: (text: string) => void, check: (text: string, from: string) => void }} */
let then; // what is done with another text, and with one that may hold faults
/** @type {BuiltRow[]} */
let rows = [];
let text = "";
let plain = "";
let painted = false;
let pools = "";
let before = { open: false, focus: "" }; // of the switches before: whether the pools' stood open, and which had the focus

// -- the rows

/** @param {SwitchNumber} figure */
function numberField(figure) {
  const input = document.createElement("input");
  const fault = make("p", "fault");
  fault.setAttribute("role", "alert");
  fault.hidden = true;
  input.inputMode = "decimal";
  input.placeholder = figure.value;
  input.dataset.head = figure.text;
  input.autocomplete = "off";
  input.addEventListener("change", () => {
    const value = input.value.trim();
    showFaults(figure.text, []);
    then.check(whatIfText.withNumber(text, figure.text, value === figure.value ? "" : value), figure.text);
  });
  return make("label", "figure", make("span", "", figure.label), input, fault);
}

/**
 * Show what is wrong with a number, beside it.
 * @param {string} head the number's part of the what-if, before the `=`
 * @param {string[]} faults
 */
export function showFaults(head, faults) {
  for (const input of rows.flatMap(({ inputs }) => inputs)) {
    if (input.dataset.head !== head) continue;
    const fault = input.parentElement && first(".fault", input.parentElement);
    input.setAttribute("aria-invalid", String(faults.length > 0));
    if (!fault) continue;
    fault.textContent = faults.join(" ");
    fault.hidden = !faults.length;
  }
}

/** @param {SwitchRow} row */
function marks(row) {
  const keys = (row.key || []).map(([name]) => make("span", "key " + name, keyLine()));
  return [...keys, row.status ? sign(board, row.status) : null];
}

/** @param {SwitchRow} row */
function toggle(row) {
  const element = button("", "toggle", make("i", "knob"), make("span", "what", row.title), ...marks(row));
  element.setAttribute("role", "switch");
  element.setAttribute("aria-checked", "false");
  element.addEventListener("click", () => then.change(whatIfText.toggled(text, row.text, plain)));
  element.title = row.text;
  return element;
}

/**
 * What there is to read and to set below a switch, or null.
 * @param {SwitchRow} row
 */
function details(row) {
  const inside = row.about ? [make("p", "says", row.about)] : [];
  const fields = (row.numbers || []).map(numberField);
  return inside.length + fields.length ? make("div", "more", ...inside, ...fields) : null;
}

/**
 * The same button, which opens and closes a box.
 * @param {HTMLElement} box
 * @param {HTMLButtonElement} opener
 */
function opens(box, opener) {
  opener.setAttribute("aria-expanded", String(!box.hidden));
  opener.addEventListener("click", () => {
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", String(!box.hidden));
  });
  return opener;
}

/** @param {SwitchRow} row */
function build(row) {
  const box = details(row);
  const place = make("div", "row", ...heads(row, box), box);
  const inputs = /** @type {HTMLInputElement[]} */ (all("input", place));
  rows.push({ row, place, knob: first("[role=switch]", place), inputs });
  return place;
}

/**
 * What stands beside a row's details: a switch and a button that opens them; for a card without a switch only the
 * button; else its title.
 * @param {SwitchRow} row
 * @param {HTMLElement | null} box
 */
function heads(row, box) {
  if (row.text) {
    if (!box) return [toggle(row)];
    box.hidden = true;
    const opener = opens(box, button("", "opens", "…"));
    opener.setAttribute("aria-label", board.said.numbers + ": " + row.title);
    return [toggle(row), opener];
  }
  if (row.card && box) {
    const title = make("span", "what", row.title, " ", make("small", "cant", board.said.cant));
    box.hidden = true;
    return [opens(box, button("", "toggle", make("i", "no-knob"), title))];
  }
  return [make("span", "toggle fixed", make("span", "what", row.title), ...marks(row))];
}

/**
 * @param {SwitchGroup} group
 * @param {boolean} open
 */
function groupBox(group, open) {
  const here = group.rows.filter((row) => row.here).map(build);
  const others = group.rows.filter((row) => !row.here).map(build);
  const summary = make("summary", "", make("span", "", group.title), make("b", "on"));
  const box = make("details", "group", summary, ...here);
  if (others.length && here.length && group.id !== "cards") {
    const words = make("summary", "", board.said.elsewhere.replace("{count}", String(others.length)));
    box.append(make("details", "others", words, ...others));
  } else box.append(...others);
  box.open = open;
  box.dataset.group = group.id;
  return box;
}

/** The boxes of the groups. */
const boxes = () => /** @type {HTMLDetailsElement[]} */ (childrenOf(byId("groups")));

/** The field where one searches. */
const field = () => /** @type {HTMLInputElement} */ (byId("sift"));

/**
 * Put up the switches of a board.
 * @param {SwitchBoard} newBoard
 * @param {typeof then} uses what is done with another text, and with one that may hold faults
 */
export function mount(newBoard, uses) {
  const open = board
    ? boxes()
        .filter((box) => box.open)
        .map((box) => box.dataset.group)
    : null;
  const focused = document.activeElement;
  const focus = focused instanceof HTMLElement && focused.closest("#groups") ? focused.title : "";
  before = { open: Boolean(open && open.includes("pooled")), focus };
  board = newBoard;
  then = uses;
  rows = [];
  painted = false;
  pools = "";
  const groups = newBoard.groups.map((group, place) => groupBox(group, open ? open.includes(group.id) : place === 0));
  byId("groups").replaceChildren(...groups);
  search(field().value);
}

/**
 * Put up the switches of the databases that pool, which are others under another reading.
 * @param {SwitchGroup} group
 */
export function showPools(group) {
  const wanted = JSON.stringify(group);
  if (wanted === pools) return;
  pools = wanted;
  const old = /** @type {HTMLDetailsElement | null} */ (first("[data-group=pooled]", byId("groups")));
  rows = rows.filter(({ place }) => !old || !old.contains(place));
  const open = old ? old.open : before.open;
  if (old) old.remove();
  if (group.rows.length) byId("groups").append(groupBox(group, open));
  painted = false;
  if (field().value.trim()) search(field().value);
  const again = rows.find(({ row }) => row.text && row.text === before.focus);
  if (again && again.knob && document.activeElement === document.body) again.knob.focus({ preventScroll: true });
  before.focus = "";
}

/**
 * Show which switches are on.
 * @param {string} whatIf
 * @param {string} plainReading the reading that isn't said
 */
export function paint(whatIf, plainReading) {
  if (painted && text === whatIf && plain === plainReading) return;
  painted = true;
  text = whatIf;
  plain = plainReading;
  for (const built of rows) paintRow(built);
  for (const box of boxes()) {
    const plainly = box.dataset.group === "readings" && whatIfText.readingOf(whatIf, plain) === "reading:" + plain;
    const on = all(".row.on", box).length - (plainly ? 1 : 0);
    const count = first("summary .on", box);
    if (count) count.textContent = on > 0 ? String(on) : "";
  }
}

/** @param {BuiltRow} built */
function paintRow({ row, place, knob, inputs }) {
  const on = Boolean(row.text) && whatIfText.has(text, row.text, plain);
  if (knob && knob.getAttribute("aria-checked") !== String(on)) knob.setAttribute("aria-checked", String(on));
  let set = 0;
  for (const input of inputs) {
    const value = whatIfText.numberIn(text, input.dataset.head || "");
    const left = document.activeElement !== input && input.getAttribute("aria-invalid") !== "true";
    if (input.value !== value && left) input.value = value;
    input.classList.toggle("set", Boolean(value));
    set += value ? 1 : 0;
  }
  place.classList.toggle("on", on || set > 0);
}

/**
 * What the switch of a text is called.
 * @param {string} switchText
 */
export function titleOf(switchText) {
  return rows.find(({ row }) => row.text === switchText)?.row.title || "";
}

// -- finding

/**
 * Show only some rows, and say how many.
 * @param {(row: SwitchRow) => boolean} wanted
 * @param {boolean} open also open the groups that have some
 */
function showOnly(wanted, open) {
  for (const { row, place } of rows) place.hidden = !wanted(row);
  for (const box of /** @type {HTMLDetailsElement[]} */ (all("details", byId("groups")))) {
    box.hidden = !first(".row:not([hidden])", box);
    if (open) box.open = !box.hidden;
  }
  return rows.filter(({ place }) => !place.hidden).length;
}

/**
 * All that a row says, to be searched.
 * @param {SwitchRow} row
 */
function wordsOf(row) {
  const labels = (row.numbers || []).map((figure) => figure.label);
  return [row.title, row.text, row.card || "", row.about || "", ...labels].join(" ").toLowerCase();
}

/** @param {string} words */
function search(words) {
  const sought = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const count = showOnly((row) => sought.every((word) => wordsOf(row).includes(word)), sought.length > 0);
  byId("near").hidden = count > 0;
  const none = board.said.unfound.replace("{words}", words.trim());
  if (!count) byId("near").replaceChildren(make("span", "", none));
}

/**
 * Show only the switches that have to do with a part of the map, and say whether there are any.
 * @param {string} part
 * @param {string} title
 */
export function showNear(part, title) {
  if (!rows.some(({ row }) => row.near.includes(part))) return false;
  const everything = button("", "again", board.said.all);
  everything.addEventListener("click", () => {
    field().focus();
    search(field().value);
  });
  showOnly((row) => row.near.includes(part), true);
  byId("near").replaceChildren(make("span", "", board.said.near.replace("{part}", title)), everything);
  byId("near").hidden = false;
  return true;
}

/** The switches that can be seen, from the first to the last. */
function seen() {
  const controls = rows.map(({ place }) => first(".toggle[type=button], input", place));
  return controls.filter((control) => control !== null && control.checkVisibility());
}

/** The first switch that can be seen. */
export const firstSeen = () => /** @type {HTMLElement | undefined} */ (seen()[0]);

/**
 * From the box where one searches down to the first switch, and from switch to switch.
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const searching = target.id === "sift";
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: searching ? 1 : 0 }[event.key];
  const at = searching ? -1 : seen().indexOf(target);
  if (!by || (at < 0 && !searching)) return;
  const next = at + by < 0 ? byId("sift") : seen()[at + by];
  if (next) next.focus();
  event.preventDefault();
}

document.addEventListener("input", (event) => {
  if (board && hit(event, "#sift")) search(field().value);
});
document.addEventListener("keydown", (event) => {
  if (board && hit(event, "#sift, #groups .toggle, #groups .figure input")) walk(event);
});
