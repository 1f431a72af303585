/* City: asks for the counts of an address, shows how far they are, then the pictures; which service stands in front, and
   which picture, is the address's too. A count that takes long is asked about again and again, so no request hangs. */
import { all, button, byId, first, hit, make, pressedButton } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";
import { keepingFocus } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as whatIfText from "../../state/what_if_text.js";
import * as charts from "./charts.js";
import * as rangeChart from "./range_chart.js";
import * as sweepChart from "./sweep_chart.js";
import * as tabAnswer from "./tab_answer.js";
import * as tabs from "./tabs.js";

const AGAIN = 180; // milliseconds between two questions how far it is
const TABS = ["door", "kinds", "day", "link", "best", "sweep", "range", "figures"];
/** @type {CityAnswer} */
let show; // what was answered last
/** @type {CityAnswer} */
let counted; // what was counted last
let door = "";
let tab = "";
let asking = 0;

const folded = () => window.innerWidth < 1280;
const tabNames = () => (folded() ? ["services", ...TABS] : TABS);
const tabNow = () => (tabNames().includes(tab) ? tab : tabNames()[0]);

/** The service in front, or undefined where nobody is counted. */
const doorNow = () =>
  /** @type {CityDoor | undefined} */ (counted.doors.find(({ id }) => id === door) || counted.doors[0]);

/** Whether what is shown is counted. */
const isCounted = () => Boolean(counted && show.status === "counted");

// -- asking

/**
 * Ask plainly, as a switch has to be on the screen at once; if that fails, Dash asks, and says what is wrong.
 * @param {string} search
 */
function fetchNow(search) {
  const current = () => frame.askedBy("city") === search;
  fetch("/_city?" + new URLSearchParams({ search }))
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .then((/** @type {CityAnswer} */ answer) => current() && mount(answer))
    .catch(() => current() && frame.askByDash("city", search));
}

/** @param {string} whatIf */
function go(whatIf) {
  const search = frame.going({ "what-if": whatIf });
  if (search === null) return;
  paintSwitches(whatIf);
  fetchNow(search);
}

/**
 * An answer came: counts, or how far they are; then it is asked again, as long as somebody looks.
 * @param {CityAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  const fields = address.now();
  show = answer;
  frame.answered("city", answer);
  clearTimeout(asking);
  const search = frame.askedBy("city");
  if (answer.status === "counting" && search !== undefined) {
    const current = () => frame.pageName() === "city" && frame.askedBy("city") === search;
    asking = setTimeout(() => current() && fetchNow(search), AGAIN);
  }
  if (answer.status === "counted") counted = answer;
  if (fields.door) door = fields.door;
  if (fields.tab) tab = fields.tab;
  render();
}

// -- showing

/** Whether what was counted last is of the same people as what is being counted. */
function isSameCity() {
  const same = counted && counted.state.world === show.state.world && counted.population === show.population;
  return same && counted.seed === show.seed;
}

function render() {
  const done = show.status === "counted";
  byId("city-kicker").textContent = show.kicker;
  withFocus(() => {
    showSwitches();
    showProgress(done);
    const isThere = done || (show.status === "counting" && isSameCity());
    for (const id of ["city-body", "city-figures", "city-facts"]) byId(id).hidden = !isThere;
    first("main.city")?.classList.toggle("is-old", isThere && !done);
    if (!isThere) byId("city-says").textContent = "";
    if (done) showPictures();
  });
  const { dataset } = document.documentElement;
  if (done) dataset.counted = String(Number(dataset.counted || 0) + 1);
}

/** Show the pictures of what was counted. */
function showPictures() {
  const frontDoor = doorNow();
  byId("city-body").dataset.tab = tabNow();
  byId("city-says").replaceChildren(...(frontDoor ? charts.sentence(counted, frontDoor) : [counted.said.nobody_here]));
  byId("city-facts").replaceChildren(...(frontDoor ? charts.facts(counted, frontDoor) : []));
  byId("city-services").replaceChildren(...charts.services(counted, frontDoor));
  byId("city-tabs").replaceChildren(...charts.tabButtons(counted, tabNames(), tabNow()));
  byId("city-picture").replaceChildren(...charts.pictures(counted, frontDoor, tabNow()));
  byId("city-figures").replaceChildren(...charts.figureStrip(counted, frontDoor));
  askMore(frontDoor);
}

/**
 * Some pictures need more: it is asked for now that somebody looks.
 * @param {CityDoor | undefined} frontDoor
 */
function askMore(frontDoor) {
  const name = tabNow();
  const looks = () => tabNow() === name && show.status === "counted" && frame.pageName() === "city";
  const then = () => {
    if (looks()) withFocus(showPictures);
  };
  if (name === "range") rangeChart.ask(then);
  if (frontDoor && tabAnswer.asksMore(name)) tabs.ask(name, frontDoor, then);
}

/** @param {boolean} done */
function showProgress(done) {
  const bar = /** @type {HTMLProgressElement} */ (byId("city-progress-bar"));
  const place = byId("city-progress");
  place.hidden = done;
  byId("city-meanwhile").hidden = bar.hidden = show.status === "cannot";
  if (done) return;
  const says = byId("city-progress-says");
  if (says.textContent !== show.says) says.textContent = show.says || "";
  for (const old of all(".button", place)) old.remove();
  if (show.status === "cannot") place.append(button("smaller", "button", show.smaller));
  if (show.of) {
    bar.max = show.of;
    bar.value = show.done || 0;
  } else bar.removeAttribute("value");
}

/** The what-if: a few switches, what else is changed with a button that takes it back, and where all switches are. */
function showSwitches() {
  const labels = show.said;
  const toggles = show.toggles.map(({ text, title }) => {
    const toggle = pressedButton("switch:" + text, title, false);
    toggle.title = text;
    return toggle;
  });
  const others = show.changes.filter(({ text }) => !show.toggles.some((toggle) => toggle.text === text));
  const chips = others.map((change) => {
    const off = change.own ? button("without:" + change.text, "off", "×") : make("small", "soft", labels.by_story);
    if (change.own) off.setAttribute("aria-label", labels.remove + ": " + change.sentence);
    const chip = make("span", "chip", make("span", "", change.sentence), off);
    chip.title = change.text;
    return chip;
  });
  const more = make("a", "button", labels.more_switches);
  more.href = "/what-if";
  more.dataset.page = "what-if";
  byId("city-what-if").replaceChildren(make("b", "soft", labels.what_if), ...toggles, more, ...chips);
  paintSwitches(show.what_if);
}

/** @param {string} whatIf */
function paintSwitches(whatIf) {
  const parts = whatIfText.split(whatIf);
  for (const toggle of all("[data-do^='switch:']", byId("city-what-if"))) {
    toggle.setAttribute("aria-pressed", String(parts.includes((toggle.dataset.do || "").slice(7))));
  }
}

/**
 * Make everything anew, and leave the focus and what was scrolled where they were.
 * @param {() => void} redraw
 */
function withFocus(redraw) {
  const places = [byId("city-services"), byId("city-picture")].map((place) => ({ place, top: place.scrollTop }));
  keepingFocus("main.city", () => {
    redraw();
    for (const { place, top } of places) if (top) place.scrollTop = top;
  });
}

// -- actions

/** @param {string} id */
function choose(id) {
  door = id;
  address.write({ door });
  withFocus(showPictures);
}

/** @param {number} by */
function step(by) {
  const now = doorNow();
  if (!now) return;
  const at = counted.doors.indexOf(now) + by;
  const next = counted.doors[Math.min(Math.max(0, at), counted.doors.length - 1)];
  if (next === now) return;
  choose(next.id);
  first("#city-services tr[aria-current]")?.scrollIntoView({
    block: "nearest",
  });
}

/** @param {string} name */
function turn(name) {
  tab = name;
  address.write({ tab });
  withFocus(showPictures);
}

/**
 * Open the stage on one of those whom a bar counts.
 * @param {string} what `service/effect|kind=…|group=…|day=…`
 */
function someone(what) {
  const [id, ...more] = what.split("|");
  const search = frame.askedBy("city") || "";
  const parts = more.map((part) => part.split("="));
  byId("remark").textContent = show.said.looking;
  fetch("/_city/someone?" + new URLSearchParams([["search", search], ["door", id], ...parts]))
    .then((response) => response.json())
    .then((/** @type {{ remark?: string, go?: Fields }} */ answer) => {
      if (frame.askedBy("city") !== search || frame.pageName() !== "city") return;
      byId("remark").textContent = answer.remark || "";
      if (answer.go) address.go(answer.go, "/");
    })
    .catch(() => (byId("remark").textContent = ""));
}

const whatIf = () => address.now()["what-if"] || "";
/** @type {Record<string, Action>} */
const COUNTED_ACTIONS = {
  next: () => step(1),
  back: () => step(-1),
  start: () => step(-counted.doors.length),
  last: () => step(counted.doors.length),
  tab: (name) => turn(name),
  door: (id) => choose(id),
  someone: (what) => someone(what),
  sweep: () => sweepChart.begin(() => withFocus(showPictures)),
};
/** @type {Record<string, Action>} */
const ACTIONS = {
  ...frame.onceShown(COUNTED_ACTIONS, isCounted),
  switch: (text) => go(whatIfText.toggled(whatIf(), text, show.plain)),
  without: (text) => go(whatIfText.without(whatIf(), text)),
  smaller: () => address.go({ residents: "1000000" }),
};

/** The page is shown again: what was still being counted is asked about again. */
function enter() {
  const search = frame.askedBy("city");
  if (show && show.status === "counting" && search !== undefined) fetchNow(search);
  else if (isCounted()) withFocus(showPictures);
}

function leave() {
  clearTimeout(asking);
}

let wasFolded = folded();
window.addEventListener("resize", () => {
  if (folded() === wasFolded) return;
  wasFolded = folded();
  if (isCounted()) withFocus(showPictures);
});

// A field is left by pressing a button: that button must still be there when it is let go.
let pressing = false;
document.addEventListener("pointerdown", () => (pressing = true), true);
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => (pressing = false), true);
document.addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (hit(event, "#city-picture [data-sets]"));
  if (!field || !isCounted()) return;
  const redraw = () => show.status === "counted" && withFocus(showPictures);
  const redrawLater = () =>
    document.addEventListener("pointerup", () => setTimeout(redraw), {
      once: true,
    });
  tabs.set(field, () => (pressing ? redrawLater() : redraw()));
});

frame.registerPage("city", { actions: ACTIONS, enter, leave });
