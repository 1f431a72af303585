/* The frame around all pages: which one is shown, what it asks, and the actions that every page knows. A page registers
   itself with its actions; the frame knows none of them by name. */
import * as address from "../state/address.js";
import { declarations } from "../state/declarations.js";
import * as displayNames from "../state/display_names.js";
import { remarksOn } from "../state/strict_values.js";
import * as appearance from "./appearance.js";
import { all, byId, dialogById, hit } from "./dom.js";

/** @type {Record<string, Page>} */
const pages = {};
/** @type {(() => boolean)[]} */
const dialogs = []; // each closes itself, and says whether it was open
/** @type {Record<string, string>} */
const asked = {}; // page -> what it asked last
/** @type {Map<string, number>} */
const waiting = new Map(); // pages that were asked and have not answered, and since when
/** @type {Set<string>} */
const filled = new Set(); // pages that have something to show
/** @type {Record<string, () => void>} */
const unseen = {}; // page -> has its answer shown, which came before somebody looked
/** @type {(() => void)[]} */
const watchers = [];
/** @type {((verb: string, what: string) => boolean)[]} */
const leads = []; // each may take a key for itself before the page does, and says whether it did
/** @type {((verb: string) => boolean)[]} */
const ends = []; // each is told of a key that did nothing, and says whether it does something
let current = "";
/** @type {Record<string, string>} */
let typed = {}; // the address with which the window was opened, until its page is answered
/** @type {string[]} */
let unsaid = []; // remarks until then
let away = false; // whether the server is
let seated = "?"; // who sits here: presenter, student, blank where no class is served; "?" before the server said it

// -- who registers here

/**
 * A page names its actions, and what is done when it is entered, left, or asked to close something.
 * @param {string} name
 * @param {Page} page
 */
export function registerPage(name, page) {
  pages[name] = page;
}

/**
 * The same actions, which do nothing before their page has something to show.
 * @param {Record<string, Action>} actions
 * @param {() => boolean} ready whether it has
 * @returns {Record<string, Action>}
 */
export function onceShown(actions, ready) {
  const entries = Object.entries(actions).map(([name, action]) => {
    /** @type {Action} */
    const guarded = (what, from) => (ready() ? action(what, from) : false);
    return /** @type {[string, Action]} */ ([name, guarded]);
  });
  return Object.fromEntries(entries);
}

/**
 * Actions that every page knows.
 * @param {Record<string, Action>} actions
 */
export function registerActions(actions) {
  Object.assign(ACTIONS, actions);
}

/**
 * A dialog that Escape closes.
 * @param {() => boolean} closeIt closes it, and says whether it was open
 */
export function registerDialog(closeIt) {
  dialogs.push(closeIt);
}

/**
 * Have something done whenever another page is shown, a page is answered, or the server goes or comes back.
 * @param {() => void} watcher
 */
export function registerWatcher(watcher) {
  watchers.push(watcher);
}

/**
 * Have a key looked at before the page performs its action; says whether it was taken.
 * @param {(verb: string, what: string) => boolean} lead
 */
export function registerLead(lead) {
  leads.push(lead);
}

/**
 * Have something done where a key did nothing; says whether it was.
 * @param {(verb: string) => boolean} end
 */
export function registerEnd(end) {
  ends.push(end);
}

function tellWatchers() {
  for (const watcher of watchers) watcher();
}

/** The name of the page that is shown. */
export const pageName = () => current;

/** The page that is shown, as it registered itself. */
export const page = () => pages[current];

/**
 * What a page asked last, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
export const askedBy = (name) => asked[name];

/** Whether the page shown was asked something and has not answered. */
export const unanswered = () => waiting.has(current);

/** For how many milliseconds the page shown has waited for its answer. */
export const waitedFor = () => performance.now() - (waiting.get(current) ?? performance.now());

/**
 * Whether a page has nothing to show yet.
 * @param {string} [name] the page shown, if it isn't said
 */
export const isEmpty = (name = current) => !filled.has(name) && !unseen[name];

/** Whether the server is away. */
export const isAway = () => away;

/**
 * The server is away, or back: the page shown lights nothing that has no answer behind it.
 * @param {boolean} isGone
 */
export function setAway(isGone) {
  if (away === isGone) return;
  away = isGone;
  document.documentElement.classList.toggle("is-stale", away);
  page()?.settle?.();
  tellWatchers();
}

/** Who sits here, while a class is served: presenter or student; blank where none is, "?" before the server said it. */
export const seat = () => seated;

/**
 * The server has said who sits here.
 * @param {string} whose
 */
export function seatAs(whose) {
  if (seated === whose) return;
  seated = whose;
  tellWatchers();
}

// -- what is shown and asked

/** @param {string} pathname */
function pageOf(pathname) {
  const { paths } = declarations();
  return Object.keys(paths).find((name) => paths[name] === pathname) || "stage";
}

/**
 * What of an address a page asks: everything but the places of the presenter, and what belongs to other pages.
 * @param {string} name
 * @param {string} search
 */
function asks(name, search) {
  const { question, places, own } = declarations();
  if (name === "lessons" && address.parts(search).lesson) return address.without(search, [...question, ...places]);
  const others = Object.entries(own).flatMap(([owner, fields]) => (owner === name ? [] : fields));
  return address.without(search, [...places, ...others]);
}

/** @param {string} name */
function show(name) {
  if (name === current) return;
  const before = pages[current];
  current = name;
  document.documentElement.dataset.page = name;
  for (const main of all("main[data-page]")) main.hidden = main.dataset.page !== name;
  for (const link of all(".pages a")) {
    if (link.dataset.page === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (before) forgetTyped();
  if (before && before.leave) before.leave();
  byId("remark").textContent = "";
  closeAsks();
  const after = pages[name];
  if (after && after.enter) after.enter();
}

/** What somebody typed may mean nothing; what the page writes itself does. */
function readTyped() {
  typed = address.parts(window.location.search);
  unsaid = remarksOn(typed, declarations().places);
}

function forgetTyped() {
  typed = {};
  unsaid = [];
}

/**
 * The address has changed: show its page, and ask what that page needs, once.
 * @param {string | undefined} pathname
 * @param {string | undefined} search
 * @returns {unknown[]} for each page what it asks or "no update", and the same for the controls
 */
export function route(pathname, search) {
  const none = window.dash_clientside.no_update;
  const names = Object.keys(declarations().paths);
  if (!current) readTyped();
  if (address.untold()) return [...names.map(() => none), none];
  const query = search ?? window.location.search;
  const shownPage = pageOf(pathname ?? window.location.pathname);
  show(shownPage);
  const questions = names.map((name) => (name === shownPage ? changed(name, asks(name, query)) : none));
  showUnseen();
  address.arrived();
  tellWatchers();
  const fields = address.over(query);
  appearance.showTheme(fields.theme || "");
  appearance.showRoom(fields.room === "yes");
  displayNames.show(fields.names || "en");
  return [...questions, changed("controls", controlsAsk(fields))];
}

/**
 * What the controls ask: of a what-if only its reading.
 * @param {Fields} fields
 */
function controlsAsk(fields) {
  const reading = String(fields["what-if"] || "").split(",")[0];
  const plain = {
    ...fields,
    "what-if": reading.startsWith("reading:") ? reading : "",
  };
  const names = ["world", "story", "record", "resident", "what-if", ...declarations().display];
  return address.only(address.query(plain), names);
}

/**
 * @param {string} name
 * @param {string} search
 */
function changed(name, search) {
  if (asked[name] === search) return window.dash_clientside.no_update;
  asked[name] = search;
  delete unseen[name];
  waiting.set(name, performance.now());
  return search;
}

/**
 * What a page does with an answer, put off until somebody looks: only then has it a size, and the address a place for it.
 * @template {unknown[]} Answers
 * @param {string} name
 * @param {(...answers: Answers) => unknown} mount
 */
export function onceLookedAt(name, mount) {
  return (/** @type {Answers} */ ...answers) => {
    delete unseen[name];
    if (!answers[0]) return;
    if (name === current) mount(...answers);
    else unseen[name] = () => mount(...answers);
  };
}

/** Show the answer that came before somebody looked. */
function showUnseen() {
  const showIt = unseen[current];
  delete unseen[current];
  if (showIt) showIt();
}

/**
 * Have a page asked that nobody looks at, as it would be asked if it were shown; says whether it was not asked before.
 * @param {string} name
 * @param {Fields} [fields] what the address will say then, where that differs
 */
export function askAhead(name, fields = {}) {
  const search = asks(name, address.query({ ...address.now(), ...fields }));
  if (name === current || asked[name] === search) return false;
  changed(name, search);
  askByDash(name, search);
  return true;
}

/**
 * Go to another state of the page shown, which asks for it itself: what it asks, or null if that was asked.
 * @param {Fields} changes
 */
export function going(changes) {
  const search = asks(current, address.goNow(changes));
  if (asked[current] === search) return null;
  changed(current, search);
  return search;
}

/**
 * Have Dash ask what a page asks.
 * @param {string} name
 * @param {string} search
 */
export function askByDash(name, search) {
  window.dash_clientside.set_props(name + "-asks", { data: search });
}

/**
 * A page has an answer: the address says what was answered, and only that.
 * @param {string} name
 * @param {PageAnswer} answer
 * @param {(typed: Record<string, string>) => string[]} [more] further remarks on an address that was typed
 */
export function answered(name, answer, more = () => []) {
  waiting.delete(name);
  filled.add(name);
  if (name !== current) return;
  closeAsks();
  const { question, places, display, own } = declarations();
  const fields = [...question, ...own[name]];
  const answeredFields = Object.fromEntries(fields.map((field) => [field, answer.state[field] ?? ""]));
  const others = [...places, ...display, ...Object.values(own).flat()].filter((field) => !fields.includes(field));
  const kept = Object.fromEntries(Object.entries(address.now()).filter(([field]) => others.includes(field)));
  asked[name] = asks(name, address.query({ ...kept, ...answeredFields }));
  const gone = Object.fromEntries(Object.keys(address.now()).map((field) => [field, ""]));
  address.write({ ...gone, ...kept, ...answeredFields });
  const remarks = [...new Set([...unsaid, ...answer.notes, ...more(typed)])];
  byId("remark").textContent = remarks.join(" ");
  if (answer.status === "counting") unsaid = remarks;
  else forgetTyped();
  byId("label").textContent = answer.label;
  const title = answer.title + " · " + answer.worldTitle;
  if (document.title !== title) document.title = title;
  countShown();
  tellWatchers();
}

/** Count that all there is to show is shown: the page, and the controls above it. */
function countShown() {
  if (waiting.has(current) || waiting.has("controls")) return;
  document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown || 0) + 1);
}

/** The controls above stand at what the address says. */
export function controlled() {
  waiting.delete("controls");
  countShown();
}

function closeAsks() {
  const open = byId("asks") && byId("asks").classList.contains("open");
  if (open) byId("asks").classList.remove("open");
  return open;
}

// -- actions that every page knows

/** Names in the next of the three ways. */
function otherNames() {
  const { ways } = declarations();
  const place = ways.indexOf(address.now().names);
  address.go({ names: ways[(Math.max(0, place) + 1) % ways.length] });
}

/** Close what is on top: the black screen, a dialog, what the page has open, the controls, the remark, the focus. */
function close() {
  const html = document.documentElement;
  const focused = document.activeElement;
  if (html.classList.contains("black")) return html.classList.remove("black");
  if (dialogs.some((closeIt) => closeIt())) return undefined;
  if (dialogById("help").open) return dialogById("help").close();
  if (page()?.close?.()) return undefined;
  if (closeAsks()) return undefined;
  if (byId("remark").textContent) return (byId("remark").textContent = "");
  if (focused instanceof HTMLElement && focused !== document.body) focused.blur();
  return false;
}

async function otherScreen() {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  } catch {
    // The browser doesn't allow it: the window stays as it is.
  }
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  theme: () => appearance.otherTheme(),
  room: () => appearance.otherRoom(),
  screen: () => otherScreen(),
  ask: () => byId("asks").classList.toggle("open") || undefined,
  black: () => document.documentElement.classList.toggle("black") || undefined,
  names: () => otherNames(),
  help: () => (dialogById("help").open ? dialogById("help").close() : dialogById("help").showModal()),
  page: (name) => (name === current && !address.onTheWay() ? false : address.go({}, declarations().paths[name])),
  close: () => close(),
};

/**
 * Perform an action by its name, `verb` or `verb:what`: the page's own, else the frame's.
 * @param {string} name
 * @param {Element} [from] what was pressed
 * @returns {false | undefined} false if nothing was done
 */
export function perform(name, from) {
  const cut = name.indexOf(":");
  const [verb, what] = cut < 0 ? [name, ""] : [name.slice(0, cut), name.slice(cut + 1)];
  const action = page()?.actions[verb] || ACTIONS[verb];
  if (!action) return false;
  return action(what, from) === false ? false : undefined;
}

const IN_BLACK = new Set(["black", "close", "reset", "notes"]); // what a key does while the screen is black

/**
 * While the screen is black nobody sees a step: a key that would go on brings the picture back, and says that it did.
 * @param {string} verb
 */
function liftBlack(verb) {
  const { classList } = document.documentElement;
  if (!classList.contains("black") || IN_BLACK.has(verb)) return false;
  classList.remove("black");
  return true;
}

/**
 * Perform what a key or a clicker means: a guided talk may take it, and where nothing follows that is said.
 * @param {string} name
 * @param {Element} [from] where the key was pressed
 * @returns {false | undefined} false if nothing was done
 */
export function press(name, from) {
  const [verb, what = ""] = name.split(":");
  if (liftBlack(verb)) return undefined;
  if (leads.some((lead) => lead(verb, what))) return undefined;
  if (perform(name, from) !== false) return undefined;
  return ends.some((end) => end(verb)) ? undefined : false;
}

document.addEventListener("click", (event) => {
  const link = hit(event, "a[data-page]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const more = link.dataset.more ? address.parts(link.dataset.more) : {};
  address.go(more, declarations().paths[link.dataset.page || "stage"]);
});
