/* A pupil's phone: asks every other second where the class is, and shows it; sends what is chosen, and sends it again
   after the presenter's machine was started anew. Text only ever gets in as text. */
import { render } from "../front/lit.js";
import { all, byId, hit } from "../shell/dom.js";
import { phoneAnswers } from "./phone_answers.js";
import { phonePage } from "./phone_parts.js";

const EVERY = 1500; // milliseconds between two questions where the class is,
const SPREAD = 600; // and up to so many more, so that a class's phones don't all ask at once
const PATIENCE = 6000;
const [ANSWERS, CODE] = ["linkage-phone-answers", "linkage-phone-code"];
const UNKNOWN_HERE = 401; // a machine that was started anew asks for its code again
const HEADERS = { "Content-Type": "application/json" };

const main = byId("phone");
const said = /** @type {Labels} */ ({ ...main.dataset });
const votes = said.seat === "student";
const answers = phoneAnswers(stored(ANSWERS));
/** @type {PhonePlace | null} */
let place = null;
/** @type {PhoneStory | null} */
let story = null;
/** @type {Partial<Tally> | null} */
let tally = null;
let tallied = ""; // whose tally it is
let wasReset = false;
let missed = 0; // how often the machine did not answer
let timer = 0;
let asking = false;
let opens = false; // whether the door that the presenter is at is to be opened
let sending = false;

/** @param {string} name */
function stored(name) {
  try {
    return sessionStorage.getItem(name) || "";
  } catch {
    return "";
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function store(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // A browser that keeps nothing: only what the machine counts is counted.
  }
}

/** The class code came along behind the address's #, where no server sees it. */
function readCode() {
  const code = window.location.hash.slice(1);
  if (!code) return;
  store(CODE, decodeURIComponent(code));
  history.replaceState(null, "", window.location.pathname);
}

// -- what is asked

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, EVERY + SPREAD * Math.random());
  if (document.hidden || asking) return;
  asking = true;
  try {
    await ask();
    missed = 0;
  } catch {
    missed += 1;
  }
  asking = false;
  show();
  if (!missed) await send();
}

async function ask() {
  const response = await get("/_class/now?" + new URLSearchParams({ have: place?.tag || "" }));
  if (response.status === UNKNOWN_HERE) return comeIn();
  const now = /** @type {Partial<PhonePlace>} */ (await read(response));
  if (now.tag) take(/** @type {PhonePlace} */ (now));
  if (place?.story && story?.key !== place.story) story = await read(await get("/_class/story"));
  if (place?.lesson && place.told && !tally?.counts) await askTally();
  return undefined;
}

/** @param {PhonePlace} now */
function take(now) {
  if (answers.meet(now.boot, now.resets)) wasReset = true;
  const isElsewhere = now.lesson !== place?.lesson || now.part !== place?.part || now.story !== place?.story;
  if (place && isElsewhere) window.scrollTo(0, 0);
  if (isElsewhere && place?.lesson) wasReset = false;
  const isOther = now.why && (now.why !== place?.why || now.story !== place?.story);
  place = now;
  if (tallied !== tallyName()) tally = null;
  tallied = tallyName();
  if (isOther) opens = true;
  store(ANSWERS, answers.text());
}

const tallyName = () => [place?.boot, place?.resets, place?.lesson, place?.part, place?.told].join(" ");

async function askTally() {
  if (!place?.question) return;
  const name = tallied;
  const query = new URLSearchParams({ lesson: place.lesson || "", part: String(place.part) });
  const answer = await read(await get("/_class/tally?" + query));
  if (name === tallied && answer.counts) tally = answer;
}

/** The presenter is at one door's proof: it is open here, too. */
function openDoor() {
  opens = false;
  for (const door of all("details", main)) {
    if (door.dataset.service === place?.why) /** @type {HTMLDetailsElement} */ (door).open = true;
  }
}

/** @param {string} path */
const get = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });

/** @param {Response} response */
const read = (response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText)));

/** This phone isn't known here (any more): give the code that it came with, once; else have it entered. */
async function comeIn() {
  const code = stored(CODE);
  store(CODE, "");
  if (code) {
    const response = await get("/_class?" + new URLSearchParams({ code }));
    if (response.ok) return store(CODE, code);
  }
  return window.location.replace("/_class");
}

// -- what is sent

async function send() {
  const answer = answers.waiting();
  if (!answer || !votes || sending) return;
  sending = true;
  try {
    const body = JSON.stringify({ lesson: answer.lesson, part: answer.part, choices: answer.choices });
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch("/_class/predict", { method: "POST", headers: HEADERS, body, signal });
    if (response.ok) answers.settle(answer, (await response.json()).refused || "counted");
    else if (response.status !== UNKNOWN_HERE) answers.settle(answer, "unknown");
    store(ANSWERS, answers.text());
    missed = 0;
  } catch {
    missed += 1;
  }
  sending = false;
  show();
  if (!missed && answers.waiting()) setTimeout(send, 50);
}

main.addEventListener("click", (event) => {
  // The labels stand at `main`, which has a data-choice, too: only a button is one.
  const choice = hit(event, "button[data-choice]")?.dataset.choice;
  if (choice === undefined || !place?.lesson || !place.question) return;
  answers.choose(place.lesson, place.part || 0, Number(choice), place.question.several);
  wasReset = false;
  store(ANSWERS, answers.text());
  show();
  send();
});

// -- what is seen

function show() {
  const away = byId("away");
  away.hidden = missed < 2;
  if (away.textContent !== said.away) away.textContent = said.away;
  if (!place) return;
  const answer = place.lesson ? answers.of(place.lesson, place.part || 0) : null;
  const shownStory = story && story.key === place.story ? story : null;
  render(phonePage({ said, place, story: shownStory, tally, answer, votes, wasReset, isAway: missed > 0 }), main);
  if (opens && shownStory) openDoor();
  main.dataset.shown = String(place.turn);
}

const bright = matchMedia("(prefers-color-scheme: light)");
const showTheme = () => (document.documentElement.dataset.theme = bright.matches ? "light" : "dark");
bright.addEventListener("change", showTheme);
for (const kind of ["visibilitychange", "pageshow", "online"]) {
  (kind === "visibilitychange" ? document : window).addEventListener(kind, () => document.hidden || look());
}
showTheme();
readCode();
main.replaceChildren();
look();
