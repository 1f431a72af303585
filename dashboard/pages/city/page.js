/* City: asks for the counts of an address, shows how far they are, then the pictures; which service stands in front, and
   which picture, is the address's too. A count that takes long is asked about again and again, so no request hangs. */
import { byId, first, hit } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";
import { html, keepingFocus, nothing, render } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { noChoice } from "../../state/strict_values.js";
import * as whatIfText from "../../state/what_if_text.js";
import * as graph from "./graph.js";
import { facts, sentence } from "./large_sentence.js";
import { picture, tabButtons } from "./pictures.js";
import { figureStrip } from "./reported_figures.js";
import { services } from "./service_bars.js";
import * as sweepForm from "./sweep_form.js";
import { paintSwitches, switches } from "./city_switches.js";
import * as sureTab from "./sure_tab.js";
import * as tabAnswer from "./tab_answer.js";
import * as tabs from "./tabs.js";

const AGAIN = 180; // milliseconds between two questions how far it is
const TABS = ["door", "kinds", "day", "link", "match", "best", "sweep", "trade", "range", "figures"];
/** @type {CityAnswer} */
let show; // what was answered last
/** @type {CityAnswer} */
let counted; // what was counted last
let door = "";
let tab = "";
let asking = 0;

const folded = () => window.innerWidth < 1280;
const tabNames = () => (folded() ? ["services", ...TABS] : TABS);
const tabNow = () => ([...tabNames(), ...sureTab.WAYS].includes(tab) ? tab : tabNames()[0]);

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

/** Show the switches as they are asked for; where no server is there to answer, as they were answered last. */
function settle() {
  if (show) paintSwitches(byId("city-what-if"), frame.isAway() ? show.what_if : whatIf());
}

/** @param {string} whatIf */
function go(whatIf) {
  const search = frame.going({ "what-if": whatIf });
  if (search === null) return;
  settle();
  fetchNow(search);
  graph.expect(search);
}

/**
 * An answer came: counts, or how far they are; then it is asked again, as long as somebody looks.
 * @param {CityAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  const fields = address.now();
  show = answer;
  frame.answered("city", answer, (typed) => (answer.status === "counted" ? unfitting(answer, typed) : []));
  clearTimeout(asking);
  const search = frame.askedBy("city");
  if (answer.status === "counting" && search !== undefined) {
    const current = () => frame.pageName() === "city" && frame.askedBy("city") === search;
    asking = setTimeout(() => current() && fetchNow(search), AGAIN);
  }
  if (answer.status === "counted") counted = answer;
  if (fields.door) door = fields.door;
  if (fields.tab) tab = fields.tab;
  showAll();
}

/**
 * A remark on a service that nobody of this city is kept from.
 * @param {CityAnswer} answer
 * @param {Record<string, string>} fields
 */
function unfitting({ doors }, fields) {
  const ids = doors.map(({ id }) => id);
  return fields.door && !ids.includes(fields.door) ? [noChoice("door", fields.door, ids)] : [];
}

// -- showing

/** Whether what was counted last is of the same people as what is being counted. */
function isSameCity() {
  const same = counted && counted.state.world === show.state.world && counted.population === show.population;
  return same && counted.seed === show.seed;
}

function showAll() {
  const done = show.status === "counted";
  byId("city-kicker").textContent = show.kicker;
  withFocus(() => {
    showSwitches();
    showProgress(done);
    const isThere = done || (show.status === "counting" && isSameCity());
    for (const id of ["city-body", "city-figures", "city-facts"]) byId(id).hidden = !isThere;
    first("main.city")?.classList.toggle("is-old", isThere && !done);
    if (!isThere) render(nothing, byId("city-says"));
    if (done) showPictures();
  });
  const { dataset } = document.documentElement;
  if (done) dataset.counted = String(Number(dataset.counted || 0) + 1);
}

/** Show the pictures of what was counted. */
function showPictures() {
  const frontDoor = doorNow();
  const { above, below, figure } = picture(counted, frontDoor, tabNow(), () => withFocus(showPictures));
  byId("city-body").dataset.tab = tabNow();
  render(frontDoor ? sentence(counted, frontDoor) : counted.said.nobody_here, byId("city-says"));
  render(frontDoor ? facts(counted, frontDoor) : nothing, byId("city-facts"));
  render(services(counted, frontDoor), byId("city-services"));
  render(tabButtons(counted, tabNames(), tabNow()), byId("city-tabs"));
  render(above, byId("city-above"));
  render(below, byId("city-below"));
  const strip = byId("city-figures");
  render(
    figureStrip(counted, frontDoor, () => withFocus(showPictures)),
    strip,
  );
  strip.classList.toggle("is-folded", strip.childElementCount === 1);
  graph.show(figure);
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
  if (looks()) {
    sureTab.askSeeds(counted, () => {
      if (isCounted() && frame.pageName() === "city") withFocus(showPictures);
      if (sureTab.known("seeds")) document.documentElement.dataset.spread = "five"; // now the page stays as it is
    });
  }
  if (frontDoor && tabAnswer.asksMore(name)) tabs.ask(name, frontDoor, then);
}

/** @param {boolean} done */
function showProgress(done) {
  const bar = /** @type {HTMLProgressElement} */ (byId("city-progress-bar"));
  byId("city-progress").hidden = done;
  byId("city-meanwhile").hidden = bar.hidden = show.status === "cannot";
  if (done) return;
  const says = byId("city-progress-says");
  if (says.textContent !== show.says) says.textContent = show.says || "";
  const smaller = html`<button type="button" class="button" data-do="smaller">${show.smaller}</button>`;
  render(show.status === "cannot" ? smaller : nothing, byId("city-smaller"));
  if (show.of) {
    bar.max = show.of;
    bar.value = show.done || 0;
  } else bar.removeAttribute("value");
}

function showSwitches() {
  render(switches(show), byId("city-what-if"));
  paintSwitches(byId("city-what-if"), show.what_if);
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
  if (!now) return false;
  const at = counted.doors.indexOf(now) + by;
  const next = counted.doors[Math.min(Math.max(0, at), counted.doors.length - 1)];
  if (next === now) return false;
  choose(next.id);
  first("#city-services tr[aria-current]")?.scrollIntoView({
    block: "nearest",
  });
  return undefined;
}

/** @param {string} name */
function turn(name) {
  tab = name;
  address.write({ tab });
  withFocus(showPictures);
}

const LOOK_AGAIN = 200; // milliseconds

/**
 * Open the stage on one of those whom a bar counts.
 * @param {string} what `service/effect|kind=…|group=…|day=…`
 */
function someone(what) {
  const [id, ...more] = what.split("|");
  const search = frame.askedBy("city") || "";
  const parts = more.map((part) => part.split("="));
  byId("remark").textContent = show.said.looking;
  lookFor("/_city/someone?" + new URLSearchParams([["search", search], ["door", id], ...parts]), search);
}

/**
 * Ask for somebody until one is found, as long as the page shows the same.
 * @param {string} question
 * @param {string} search the address at which it was asked
 */
function lookFor(question, search) {
  fetch(question)
    .then((response) => response.json())
    .then((/** @type {{ status?: string, remark?: string, go?: Fields }} */ answer) => {
      if (frame.askedBy("city") !== search || frame.pageName() !== "city") return;
      if (answer.status === "counting") return void setTimeout(() => lookFor(question, search), LOOK_AGAIN);
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
  sweep: () => sweepForm.begin(() => withFocus(showPictures)),
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

/** Stand where the address says: at its service and its picture. */
function stand() {
  const fields = address.now();
  if (door === (fields.door || "") && tab === (fields.tab || "")) return;
  door = fields.door || "";
  tab = fields.tab || "";
  if (isCounted()) withFocus(showPictures);
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

frame.registerPage("city", { actions: ACTIONS, enter, stand, leave, settle });
