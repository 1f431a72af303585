/* The stage's corner: of the whole city, how many come to the same as the door last closed; in no hurry, and only where
   that city was counted before. It watches the list of closed doors, so the stage knows nothing of it. */
import { byId, first } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";

const AFTER = 400; // milliseconds after the picture, so that it is never the one that waits
const AGAIN = 600;
const OFTEN = 12;
let asked = "";
/** @type {Record<string, string>} */
let lines = {}; // service -> the sentence about the city
let timer = 0;

/** The door that closed last stands on top of the list. */
function lastClosed() {
  const doors = byId("doors");
  const refused = first("li:not([hidden]) > .door.is-hot:not(.other)", doors);
  const door = refused || first("li:not([hidden]) > .door", doors);
  return door && door.dataset.do ? door.dataset.do.replace("about:service:", "") : "";
}

function paint() {
  const place = byId("city-corner");
  const sentence = lines[lastClosed()] || "";
  if (place.textContent !== sentence) place.textContent = sentence;
  place.hidden = !sentence;
}

/**
 * @param {string} search
 * @param {number} left how often it is asked again
 */
function fetchNow(search, left) {
  fetch("/_city/corner?" + new URLSearchParams({ search }))
    .then((response) => response.json())
    .then((/** @type {{ status: string, lines?: Record<string, string> }} */ answer) => {
      if (search !== asked) return;
      lines = answer.lines || {};
      paint();
      if (answer.status === "counting" && left) timer = setTimeout(() => fetchNow(search, left - 1), AGAIN);
    })
    .catch(() => {});
}

/** The stage shows something: what it asked is asked of the city, once, when there is time. */
function changed() {
  if (frame.pageName() !== "stage") return;
  const search = frame.askedBy("stage");
  paint();
  if (search === undefined || search === asked) return;
  asked = search;
  lines = {};
  clearTimeout(timer);
  timer = setTimeout(() => fetchNow(search, OFTEN), AFTER);
}

/** Coming back from the City page, there may be a count that there was not before. */
function pageChanged() {
  if (frame.pageName() !== "stage") asked = "";
  changed();
}

function watch() {
  const doors = byId("doors");
  if (!doors || !byId("city-corner")) return setTimeout(watch, 200);
  const watched = {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["hidden"],
  };
  new MutationObserver(changed).observe(doors, watched);
  const html = document.documentElement;
  new MutationObserver(pageChanged).observe(html, {
    attributes: true,
    attributeFilter: ["data-page"],
  });
  return changed();
}

watch();
