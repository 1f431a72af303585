/* What-if: the map before and after, undo and redo, two what-ifs side by side. The text in the address says everything;
   each change of it is a step in the browser's history too. */
import { smallMap } from "../../services/small_map.js";
import { all, byId, first, hit } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";
import { html, keepingFocus, nothing, render } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as whatIfText from "../../state/what_if_text.js";
import * as changes from "./changes.js";
import * as savedFiles from "./saved_files.js";
import * as switches from "./switches.js";

/** @type {Record<string, string>} */
const VERBS = { link: "cut:", rule: "off:" };
/** @type {WhatIfAnswer} */
let show;
/** @type {SwitchBoard} */
let board; // the map and the switches, which stay while switching
/** @type {ReturnType<typeof smallMap> | null} */
let map = null;
let drawn = ""; // the board's key and shape that the map shows
let view = 1; // 0 before, 1 after (A), 2 B
let edited = 0; // which side the switches change
/** @type {string[] | null} */
let wanted = null; // the texts that were asked for and are not yet answered
/** @type {string[]} */
let past = [];
let at = -1; // the place in the past

// -- the text

/** The what-ifs of the sides. */
const texts = () => wanted || [show.state["what-if"], show.state.beside];

/** Show the switches as they are asked for; where no server is there to answer, as they were answered last. */
function settle() {
  if (!show) return;
  const [asked, beside] = frame.isAway() ? [show.state["what-if"], show.state.beside] : texts();
  switches.paint(edited ? beside : asked, show.plain);
}

/**
 * Ask for other texts; the switches show them at once.
 * @param {string[]} asked
 */
function ask(asked) {
  wanted = asked;
  settle();
  const search = frame.going({ "what-if": asked[0], beside: asked[1] });
  if (search !== null) fetchNow(search);
}

/**
 * Ask the server straight away, and show what it says: a switch has to be on the screen at once, and Dash's way
 * round through its stores takes as long again. If that fails, Dash asks, and says what is wrong.
 * @param {string} search
 */
function fetchNow(search) {
  const known = board ? board.key : "";
  const current = () => frame.askedBy("what-if") === search;
  fetch("/_what-if?" + new URLSearchParams({ search, known }))
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .then((/** @type {{ told: WhatIfAnswer, board: SwitchBoard | null }} */ answer) => {
      if (current()) mount(answer.told, answer.board || board);
    })
    .catch(() => current() && frame.askByDash("what-if", search));
}

/**
 * Change the what-if of the edited side.
 * @param {string} text
 */
function change(text) {
  const asked = [...texts()];
  asked[edited] = edited && !text ? unchanged(asked[1]) : text;
  savedFiles.showFaults([]);
  if (edited === 0 && !text && asked[1]) asked.reverse();
  ask(asked);
}

/**
 * A second what-if that changes nothing has to say so, or there would be none; said again, it goes.
 * @param {string} before
 */
function unchanged(before) {
  const plain = "reading:" + show.plain;
  return before === plain ? "" : plain;
}

/**
 * @param {number} side
 * @param {string} text
 */
function remove(side, text) {
  edited = side;
  change(whatIfText.without(texts()[side], text));
}

/**
 * A text was checked, or a file was read: ask for its what-if, or tell its faults.
 * @param {OpenedWhatIf | null} file
 */
export function opened(file) {
  if (!file || !show) return;
  const faults = file.faults || [];
  if (file.from && file.from !== "text") switches.showFaults(file.from, faults);
  else savedFiles.showFaults(faults);
  if (file.faults) return;
  if (file.title !== undefined) savedFiles.showTitle(file.title);
  if (file.world === board.world) return change(file.text);
  address.go({ ...address.otherWorld(), world: file.world, "what-if": file.text });
}

// -- undo and redo

function remember() {
  const now = JSON.stringify([show.state.world, ...texts()]);
  if (past.length && JSON.parse(past[0])[0] !== show.state.world) [past, at] = [[], -1];
  if (past[at] === now) return;
  if (past[at - 1] === now) at -= 1;
  else if (past[at + 1] === now) at += 1;
  else {
    past = [...past.slice(0, at + 1), now];
    at += 1;
  }
}

/** @param {number} by */
function travel(by) {
  if (!past[at + by]) return;
  at += by;
  ask(JSON.parse(past[at]).slice(1));
}

// -- the map

/** @returns {Record<string, string[]>} */
function lights() {
  const before = show.before.lit;
  const side = view ? show.sides[view - 1] : show.before;
  const lit = Object.fromEntries(
    Object.entries(side.lit).map(([id, classes]) => [id, before[id] ? classes : [...classes, "fresh"]]),
  );
  for (const id of Object.keys(before)) if (!side.lit[id]) lit[id] = ["gone"];
  for (const id of side.off) lit[id] = [...(lit[id] || []), "off"];
  return lit;
}

function draw() {
  const shape = folded() ? 1 : 0;
  if (drawn !== shape + board.key) {
    map?.mount(board.pictures[shape]);
    for (const part of switchable()) makeReachable(part);
    drawn = shape + board.key;
  }
  map?.light(lights());
  const parts = whatIfText.split(texts()[edited]);
  for (const part of switchable()) {
    const pressed = String(parts.includes(textOf(part)));
    if (part.getAttribute("aria-pressed") !== pressed) part.setAttribute("aria-pressed", pressed);
  }
  render(viewButtons(), byId("views"));
}

/**
 * A button that says whether it is pressed.
 * @param {string} action
 * @param {string} label
 * @param {boolean} pressed
 */
const pressedButton = (action, label, pressed) =>
  html`<button type="button" class="button" data-do=${action} aria-pressed=${pressed}>${label}</button>`;

function viewButtons() {
  const sides = show.sides.map((side) => (show.sides.length > 1 ? side.name : board.said.after));
  return [board.said.before, ...sides].map((name, number) => pressedButton("view:" + number, name, number === view));
}

/** The arrows that are switches; a rule inside a box is clicked, or found among the box's switches. */
const switchable = () => all(".edge.link, .edge.rule", byId("what-if-map"));

/**
 * The text of the switch that belongs to a part of the map: a link is cut, a rule is off.
 * @param {HTMLElement} part
 */
function textOf(part) {
  const id = part.dataset.id || "";
  const [kind] = id.split(":", 1);
  return VERBS[kind] ? VERBS[kind] + id.slice(kind.length + 1) : "";
}

/** @param {HTMLElement} part */
function makeReachable(part) {
  const text = textOf(part);
  const verb = board.said[text.startsWith("cut:") ? "cut" : "off"];
  part.setAttribute("tabindex", "0");
  part.setAttribute("role", "button");
  part.setAttribute("aria-label", verb + ": " + (switches.titleOf(text) || text));
}

/**
 * A part of the map was chosen: its switch is flipped, or the switches that have to do with it are shown.
 * @param {HTMLElement} part
 */
function pick(part) {
  const text = textOf(part);
  if (text) return change(whatIfText.toggled(texts()[edited], text, show.plain));
  const id = part.dataset.id || "";
  if (!switches.showNear(id, part.getAttribute("aria-label") || id)) return undefined;
  openDrawer("switches", true);
  return switches.firstSeen()?.focus();
}

// -- two side by side

/** Begin a second what-if as a copy of the first, or leave it. */
function turnBeside() {
  const two = show.sides.length > 1;
  const [text] = texts();
  edited = two ? 0 : 1;
  view = two ? 1 : 2;
  ask(two ? [text, ""] : [text, text]);
}

function sideTools() {
  const { said: labels } = board;
  const two = show.sides.length > 1;
  const buttons = show.sides.map((side, number) => pressedButton("edit:" + number, side.name, number === edited));
  const choice = html`<span class="soft">${labels.editing}</span>
    <div class="switch" role="group" aria-label=${labels.editing}>${buttons}</div>`;
  const off = !two && !show.state["what-if"];
  return html`${two ? choice : nothing}<button
      type="button"
      class="button"
      data-key="beside"
      ?disabled=${off}
      @click=${turnBeside}
    >
      ${two ? labels.alone : labels.beside}
    </button>`;
}

// -- all of it

function drawAll() {
  const { said: labels } = board;
  edited = Math.min(edited, show.sides.length - 1);
  view = Math.min(view, show.sides.length);
  draw();
  const asked = show.sides.map((side, number) => changes.askedBox(show, labels, side, number, remove));
  render(asked, byId("chosen"));
  render(sideTools(), byId("besides"));
  const outcomes = show.sides.map((side) => changes.outcomeBox(show, labels, side));
  render(outcomes, byId("outcome"));
  render(changes.cards(show, labels), byId("changed"));
  for (const [name, by] of /** @type {[string, number][]} */ ([
    ["undo", -1],
    ["redo", 1],
  ])) {
    first("[data-do=" + name + "]")?.setAttribute("aria-disabled", String(!past[at + by]));
  }
  switches.paint(texts()[edited], show.plain);
  savedFiles.paint(show.sides[edited].text);
  fit();
}

/** Letters over and under the map are as large as they can be while nothing is cut off; the rest can be scrolled. */
function fit() {
  let boxes = [byId("chosen"), byId("outcome")];
  for (const size of ["", "yes", "very"]) {
    for (const box of boxes) box.dataset.long = size;
    boxes = boxes.filter((box) => box.scrollHeight > box.clientHeight + 1);
  }
}

const PARTS = "#chosen, #views, #besides, #changed, #what-if-map";

/**
 * Show anew what has changed, and leave the focus where it was.
 * @param {() => void} redraw
 */
const withFocus = (redraw) => keepingFocus(PARTS, redraw, byId("sift"));

/**
 * An answer came, with its map and switches: show both.
 * @param {WhatIfAnswer | null} answer
 * @param {SwitchBoard | null} answeredBoard
 */
export function mount(answer, answeredBoard) {
  if (!answer || !answeredBoard || answeredBoard.key !== answer.key) return;
  show = answer;
  wanted = null;
  if (!map) map = smallMap(byId("what-if-map"), true);
  withFocus(() => {
    if (board !== answeredBoard) {
      board = answeredBoard;
      switches.mount(board, { change, check: savedFiles.check });
      savedFiles.mount(board);
    }
    switches.showPools(answer.pooled);
    frame.answered("what-if", answer);
    remember();
    drawAll();
  });
}

// -- drawers of a small window

const DRAWERS = ["switches", "changes"];
const folded = () => window.innerWidth < 1280;
const drawerButton = (/** @type {string} */ name) => first("[data-do='drawer:" + name + "']");

/**
 * @param {string} name
 * @param {boolean} on
 */
function openDrawer(name, on) {
  for (const drawer of DRAWERS) {
    byId(drawer).classList.toggle("open", on && drawer === name);
    drawerButton(drawer)?.setAttribute("aria-expanded", String(on && drawer === name));
  }
}

/** @param {string} name */
function turnDrawer(name) {
  const on = !folded() || !byId(name).classList.contains("open");
  openDrawer(name, on);
  if (on) first("input, button, summary, a", byId(name))?.focus();
}

function close() {
  const open = DRAWERS.find((name) => byId(name).classList.contains("open"));
  if (!open || !folded()) return false;
  openDrawer(open, false);
  drawerButton(open)?.focus();
  return true;
}

/** @param {number} number of the view */
function look(number) {
  const side = Math.min(Math.max(0, number), show.sides.length);
  if (side === view) return false;
  view = side;
  withFocus(draw);
  return undefined;
}

function find() {
  const field = /** @type {HTMLInputElement} */ (byId("sift"));
  openDrawer("switches", true);
  field.select();
  field.focus();
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  undo: () => travel(-1),
  redo: () => travel(1),
  view: (number) => look(Number(number)),
  next: () => look(view + 1),
  back: () => look(view - 1),
  start: () => look(0),
  last: () => look(show.sides.length),
  edit: (number) => {
    edited = Number(number);
    view = edited + 1;
    withFocus(drawAll);
  },
  drawer: (name) => turnDrawer(name),
  details: () => turnDrawer("changes"),
  find: () => find(),
};

/**
 * The part of the map at which somebody points; trunks are only drawn.
 * @param {Event} event
 */
function pointable(event) {
  const part = hit(event, "#what-if-map svg [data-id]");
  return part && !part.classList.contains("trunk") ? part : null;
}

document.addEventListener("click", (event) => {
  const part = show && pointable(event);
  if (part) pick(part);
});
document.addEventListener("keydown", (event) => {
  if (!show || frame.pageName() !== "what-if") return;
  const part = pointable(event);
  if (part && ["Enter", " "].includes(event.key)) {
    event.preventDefault();
    pick(part);
  }
  const key = event.key.toLowerCase();
  const writing = hit(event, "input:not([type=file]), textarea");
  if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(key) || writing) return;
  event.preventDefault();
  travel(event.shiftKey || key === "y" ? 1 : -1);
});
window.addEventListener("resize", () => {
  if (!show || frame.pageName() !== "what-if") return;
  draw();
  fit();
});

/** The page is shown again: the window may have another shape now. */
function enter() {
  if (!show) return;
  requestAnimationFrame(() => {
    draw();
    fit();
  });
}

frame.registerPage("what-if", {
  actions: frame.onceShown(ACTIONS, () => Boolean(show)),
  close,
  enter,
  stand: () => show && look(1),
  settle,
  picture: {
    selector: "#what-if-map svg.map",
    caption: () => byId("outcome").innerText,
  },
});
