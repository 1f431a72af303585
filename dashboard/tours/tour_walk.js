/* Walking a tour: at which stop the talk is, and how a press goes on - within the stop's page, then to the next stop.
   All of it stands in the address (`tour`, `stop`, `walked`), so that a reload stays. Knows no drawing. */
import { askFirst } from "../services/asked_ahead.js";
import * as frame from "../shell/page_frame.js";
import * as address from "../state/address.js";
import { declarations } from "../state/declarations.js";
import { fetchFaults, fetchTour } from "./tour_data.js";

/** @type {Tour | null} */
let tour = null; // the tour that is walked
let loading = ""; // the name of the one that is being fetched
let refused = ""; // why the one that the address names isn't there
let refusedName = "";
/** @type {number | null} */
let pending = null; // on the way to a stop: how many presses follow once its page is there
let stands = false; // whether its page stands there already
let seen = ""; // what the page asked when the talk was there last; blank: not there yet
/** @type {[verb: string, what: string][]} */
let early = []; // keys that came before their stop was there
/** @type {Fields} */
let people = {}; // how many people there are, and of which seed, if the address said so when the talk began
/** @type {(() => void)[]} */
const watchers = [];

/** @param {() => void} watcher is told whenever the talk stands elsewhere */
export const registerTourWatcher = (watcher) => watchers.push(watcher);

function tellWatchers() {
  for (const watcher of watchers) watcher();
}

// -- where the talk is

const stops = () => tour?.stops || [];

/** At which stop the talk is, from 1; one more than there are is its end. */
const place = () => Math.min(Math.max(1, Number(address.now().stop || 1)), stops().length + 1);

const walked = () => Number(address.now().walked || 0);

/** What is walked: the tour, its stop and how far within it; null where none is. */
export function standing() {
  if (!tour) return null;
  const number = place();
  const stop = /** @type {TourStop | undefined} */ (stops()[number - 1]);
  return { tour, number, stop, walked: Math.min(walked(), stop?.walk || 0), isAway: isAway(), isEnd: !stop };
}

/** Why there is no tour of the name that the address says; blank where there is. */
export const whyNone = () => refused;

/** What the page shown asks, by which one sees that somebody has gone elsewhere. */
const signature = () => frame.pageName() + " " + frame.askedBy(frame.pageName());

/** Whether the page shown isn't the talk's: somebody answers a question from the room. */
const isAway = () => pending === null && seen !== "" && seen !== signature();

/** Whether the page shown has all that it was asked. */
const isThere = () => !address.onTheWay() && !address.isGoing() && !address.untold() && !frame.unanswered();

// -- going there

/**
 * The address of a stop: nothing of the view before stays, but for how the screen shows things and how many people there are.
 * @param {TourStop | TourLink} stop
 * @param {Fields} more
 */
export function fieldsOf(stop, more) {
  const { order, display } = declarations();
  const kept = ["theme", "room", ...display];
  const gone = Object.fromEntries(order.filter((name) => !kept.includes(name)).map((name) => [name, ""]));
  return { ...gone, ...people, ...stop.fields, ...more };
}

/**
 * Go to a stop, and so many presses on within it.
 * @param {number} number from 1; one more than there are is the end, which lies over the last stop
 * @param {number} presses
 */
function arrive(number, presses) {
  const isEnd = number > stops().length;
  const stop = stops()[Math.min(number, stops().length) - 1];
  const within = isEnd ? stop.walk : presses;
  seen = "";
  stands = false;
  pending = within;
  address.go(fieldsOf(stop, { tour: tour?.id, stop: number, walked: within }), declarations().paths[stop.page]);
  setTimeout(settle, 0);
}

/** The page of the stop is there: stand where the address says, and press on within it, one press after the other. */
function settle() {
  const stop = stops()[Math.min(place(), stops().length) - 1];
  if (!stop) return;
  if (pending !== null && frame.pageName() === stop.page && isThere()) pressOn();
  if (pending === null && !seen && isThere()) seen = signature();
  tellWatchers();
  for (let key = early[0]; key && pending === null; key = early[0]) {
    early = early.slice(1);
    lead(...key);
  }
}

/** Stand where the address says, then do the presses that are left, as long as the page has its answers for them. */
function pressOn() {
  if (!stands) frame.page().stand?.();
  stands = true;
  while (pending && isThere()) {
    pending -= 1;
    frame.page().actions.next?.("");
  }
  if (!pending) pending = null;
}

/** One press on within the stop, by the page itself; false if that did nothing. */
function pressWithin() {
  const before = walked();
  address.write({ walked: before + 1 }); // before the page goes anywhere: what is written later could undo that
  const done = frame.page().actions.next?.("");
  if (done === false) address.write({ walked: before });
  seen = "";
  setTimeout(settle, 0);
  return done;
}

function forth() {
  const at = standing();
  if (!at || at.isEnd) return;
  if (at.stop && at.walked < at.stop.walk && pressWithin() !== false) return;
  arrive(at.number + 1, 0);
}

function back() {
  const at = standing();
  if (!at) return;
  if (!at.isEnd && at.walked > 0) return arrive(at.number, at.walked - 1);
  const before = stops()[at.number - 2];
  if (before) arrive(at.number - 1, before.walk);
  else arrive(1, 0);
}

// -- what keys do in a talk

/** @type {Record<string, () => void>} */
const LEADS = { next: forth, back, start: () => arrive(1, 0), last: () => arrive(stops().length + 1, 0) };

/**
 * A key was pressed: whether it is the talk's.
 * @param {string} verb
 * @param {string} what the clicker's keys come back to the talk from anywhere, the arrows are the page's own there
 */
function lead(verb, what) {
  if ((loading || pending !== null) && LEADS[verb]) {
    early.push([verb, what]);
    return true;
  }
  if (!tour) return false;
  if (verb === "reset") {
    document.documentElement.classList.remove("black");
    arrive(1, 0);
    return true;
  }
  if (!LEADS[verb]) return false;
  if (isAway() && what !== "clicker") return false;
  if (isAway()) arrive(place(), walked());
  else LEADS[verb]();
  return true;
}

/** Leave the talk, and stay where it was. */
export function leave() {
  if (!address.now().tour) return false;
  forget();
  address.go({ tour: "", stop: "", walked: "" });
  tellWatchers();
  return true;
}

function forget() {
  tour = null;
  pending = null;
  early = [];
  loading = refused = refusedName = seen = "";
}

/** @param {number} number of the stop, from 1 */
export const goTo = (number) => arrive(number, 0);

/**
 * Walk a tour from its first stop.
 * @param {Tour} chosen
 */
export function walk(chosen) {
  rememberPeople();
  tour = chosen;
  refused = "";
  loading = "";
  arrive(1, 0);
  fetchFaultsOf(chosen);
}

function rememberPeople() {
  const { seed = "", residents = "" } = address.now();
  people = { seed, residents };
}

/** @param {Tour} chosen */
function fetchFaultsOf(chosen) {
  if (chosen.faults) return;
  fetchFaults(chosen.id).then(
    (faults) => {
      chosen.faults = faults;
      tellWatchers();
    },
    () => {},
  );
}

// -- the address

/** The page shown has changed, or was answered: walk the tour that the address names. */
function follow() {
  const name = address.now().tour || "";
  if (!name && (tour || refused)) forget();
  if (name && name !== tour?.id && name !== loading && name !== refusedName) fetchNamed(name);
  else if (name && tour) settle();
  tellWatchers();
}

/** @param {string} name */
function fetchNamed(name) {
  loading = name;
  fetchTour(name).then(
    (fetched) => {
      if (loading !== name) return;
      tour = fetched;
      loading = refused = "";
      rememberPeople();
      arrive(place(), walked());
      fetchFaultsOf(fetched);
    },
    (/** @type {Error} */ error) => {
      if (loading !== name) return;
      tour = null;
      loading = "";
      refusedName = name;
      refused = error.message;
      tellWatchers();
    },
  );
}

/** The stops that come, for their answers to be fetched before somebody goes there: of each other page the first one. */
function comingStops() {
  if (!tour) return null;
  const coming = stops().slice(place());
  const pages = [...new Set(coming.map(({ page }) => page))].filter((page) => page !== frame.pageName());
  return pages.map((page) => {
    const stop = /** @type {TourStop} */ (coming.find((each) => each.page === page));
    return { page, fields: fieldsOf(stop, {}) };
  });
}

askFirst(comingStops);
frame.registerLead(lead);
frame.registerEnd((verb) => verb === "close" && leave());
frame.registerWatcher(follow);
window.addEventListener("popstate", () => setTimeout(steppedInHistory, 0));

/** Somebody went back or forward in the browser: the talk is where the address says. */
function steppedInHistory() {
  if (tour && address.now().tour === tour.id) arriveHere();
}

function arriveHere() {
  seen = "";
  stands = false;
  pending = walked();
  setTimeout(settle, 0);
}
