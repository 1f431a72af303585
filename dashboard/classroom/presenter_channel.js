/* Presenting: tells a second window in the same browser what is on the screen, and does what it asks; reset.
   Windows speak through a BroadcastChannel, so no server is asked. A window that was just opened asks before it speaks. */
import * as lessons from "../pages/lessons/page.js";
import * as stage from "../pages/stage/page.js";
import { byId, dialogById, first } from "../shell/dom.js";
import * as frame from "../shell/page_frame.js";
import { forPresenter } from "../tours/presented_stop.js";
import * as address from "../state/address.js";

const channel = new BroadcastChannel("linkage-presenting");
const me = Math.random().toString(36).slice(2);
const PATIENCE = 5000; // milliseconds after which a presenter's window that is not heard is gone
const STORED = "linkage-window";
const was = stored(); // who this window was before it was loaded again
const ALLOWED = ["next", "back", "start", "reset", "black"];
let introduced = false; // whether this window has said that it is there
let followed = false; // whether a presenter's window follows this one
let last = "";
let waiting = 0;
let ofMe = -PATIENCE; // when a presenter's window that follows this one was heard last,
let ofAnother = -PATIENCE; // and one that follows another

/** This window, among those of this browser. */
export const windowId = me;

/** Whether a presenter's window follows this one. */
export const isFollowed = () => performance.now() - ofMe < PATIENCE;

/** Whether a presenter's window follows another one. */
export const standsBack = () => !isFollowed() && performance.now() - ofAnother < PATIENCE;

/** The id of the last document in this window; blank where the browser keeps nothing. */
function stored() {
  try {
    const before = sessionStorage.getItem(STORED) || "";
    sessionStorage.setItem(STORED, me);
    return before;
  } catch {
    return "";
  }
}

/** What is on the screen: the talk's stop or the lesson's step if one is given, else the stage's place, else the heading. */
function onScreen() {
  const lesson = lessons.forPresenter();
  const place = frame.pageName() === "stage" ? stage.forPresenter() : null;
  const heading = first("main:not([hidden]) h1")?.textContent || "";
  const plain = {
    title: document.title,
    now: heading,
    next: "",
    notes: "",
    facts: /** @type {string[]} */ ([]),
    preview: "",
    place: 0,
    places: 0,
  };
  return {
    ...plain,
    ...(place || {}),
    ...(lesson || {}),
    ...(forPresenter() || {}),
    onScreen: place ? place.now : plain.now,
  };
}

/** That this window is there, and by what a presenter knows it. */
function sayHere() {
  introduced = true;
  const { title, place, places } = onScreen();
  const whatIf = address.now()["what-if"] || "";
  channel.postMessage({ here: { title, place, places, whatIf, hidden: document.hidden, was }, from: me });
}

function tell() {
  if (!frame.pageName()) return; // nothing is on the screen yet
  if (!introduced) sayHere();
  if (!followed) return;
  const html = document.documentElement;
  const label = byId("label").textContent;
  const at = {
    ...onScreen(),
    label,
    theme: html.getAttribute("data-theme"),
    black: html.classList.contains("black"),
  };
  const text = JSON.stringify(at);
  if (text === last) return;
  last = text;
  channel.postMessage({ at, from: me });
}

/** Tell once what was just done is on the screen. */
function tellSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(tell, 60);
}

channel.addEventListener("message", (event) => {
  const message = event.data || {};
  if (message.ask) {
    if (frame.pageName()) sayHere();
    if (message.of === me) ofMe = performance.now();
    else if (message.of) ofAnother = performance.now();
    if (message.of !== me) return;
    followed = true;
    document.documentElement.dataset.followed = "yes";
    last = "";
    tell();
  } else if (message.to === me && ALLOWED.includes(message.do)) {
    frame.press(["next", "back"].includes(message.do) ? message.do + ":clicker" : message.do);
    tellSoon();
  }
});

/** Open the presenter's window; where the browser forbids it, say at which address it is. */
function open() {
  const place = window.location.origin + "/presenter";
  if (window.open(place + "#follow=" + me, "linkage-presenter", "width=900,height=760")) return;
  const blocked = first("[data-blocked]")?.dataset.blocked || "";
  byId("remark").textContent = blocked.replace("{address}", place);
}

/** The same story from its start, as it was first shown: no what-if, no page but the stage, the map, no black screen. */
function reset() {
  document.documentElement.classList.remove("black");
  if (frame.pageName() === "stage") frame.perform("drawing:map");
  const kept = ["world", "story", "theme", "room", "lang", "names"];
  const others = Object.keys(address.now()).filter((name) => !kept.includes(name));
  const gone = Object.fromEntries(others.map((name) => [name, ""]));
  if (dialogById("help").open) dialogById("help").close();
  frame.perform("start");
  address.go({ ...gone, ...address.otherAnswer() }, "/");
}

const watched = ["class", "data-page", "data-shown", "data-theme"];
new MutationObserver(tellSoon).observe(document.documentElement, {
  attributes: true,
  attributeFilter: watched,
});
for (const kind of ["keydown", "click", "popstate"]) window.addEventListener(kind, tellSoon);
setInterval(tell, 1000);
window.addEventListener("pagehide", () => channel.postMessage({ bye: true, from: me }));

frame.registerActions({ notes: () => open(), reset: () => reset() });
