/* What the presenter is likely to look at next is asked for beforehand, so that it is there even if the server is away then:
   the story with its accounts, Why, Join and What-if. Only at the server's own machine, where the presenter sits: a class that did the same
   would ask four times as much. Only once nothing was pressed for a while, and one after the other. What is known to come,
   as the stops of a guided talk, is asked for instead. */
import * as frame from "../shell/page_frame.js";

const PAGES = ["stage", "why", "join", "what-if"];
const QUIET = 2500; // milliseconds
const OWN_MACHINE = ["127.0.0.1", "localhost", "[::1]"];
let timer = 0;
/** @type {() => Wish[] | null} */
let wishes = () => null; // what is known to come; null: nobody knows

/** What pages ask of their own beforehand. @type {(() => void)[]} */
const own = [];

/** @param {() => void} ask is called once nothing was pressed for a while; what is there already it doesn't ask again */
export function alsoAsk(ask) {
  own.push(ask);
}

/** @param {() => Wish[] | null} known says what is known to come, or null where nobody knows */
export function askFirst(known) {
  wishes = known;
}

function askOne() {
  if (document.hidden || frame.isAway() || frame.unanswered()) return;
  for (const ask of own) ask();
  const known = wishes();
  if (!known && !PAGES.includes(frame.pageName())) return;
  const wanted = known || PAGES.map((page) => /** @type {Wish} */ ({ page, fields: {} }));
  if (wanted.some(({ page, fields }) => frame.askAhead(page, fields))) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(askOne, QUIET);
}

if (OWN_MACHINE.includes(window.location.hostname)) {
  frame.registerWatcher(later);
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, later);
}
