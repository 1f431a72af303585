/* The address says the whole state; this goes to another, in the browser's history and with Dash. Knows no page. */
import { parts, query } from "./address_text.js";
import { meant } from "./strict_values.js";

export { only, otherAnswer, otherWorld, parts, query, without, withReading } from "./address_text.js";

const PATIENCE = 10_000; // milliseconds after which another page is waited for no longer
let waiting = 0;
let telling = 0;
let leftAt = -Infinity; // when another page was gone to that isn't there yet
let going = false; // whether another address was gone to that no page was asked for yet
/** @type {Fields} */
let changes = {};

/**
 * What the address says now, with what is about to be written.
 * @returns {Record<string, string>}
 */
export function now() {
  return over(window.location.search);
}

/**
 * The fields of an address with what is about to be written over them: what Dash was told may be older than a key.
 * What a field can't mean is left out.
 * @param {string} search
 * @returns {Record<string, string>}
 */
export function over(search) {
  return /** @type {Record<string, string>} */ ({
    ...meant(parts(search)),
    ...changes,
  });
}

/**
 * Write changes into the address a moment later, so that a held key neither floods the history nor delays the picture.
 * Nothing is asked by it.
 * @param {Fields} more
 */
export function write(more) {
  Object.assign(changes, more);
  clearTimeout(waiting);
  waiting = setTimeout(flush, 120);
}

function flush() {
  clearTimeout(waiting);
  const search = query(now());
  changes = {};
  if (search === window.location.search) return;
  history.replaceState(history.state, "", window.location.pathname + search);
  tell(window.location.pathname, search);
}

/**
 * Tell Dash's Location. All of it: a stale `href` would be taken for a wish to go back there.
 * @param {string} pathname
 * @param {string} search
 */
function tell(pathname, search) {
  const href = window.location.origin + pathname + search;
  window.dash_clientside.set_props("url", { href, pathname, search, hash: "" });
}

/**
 * Go to another state: a step in the browser's history, and a question if it asks something else.
 * @param {Fields} more
 * @param {string} [pathname]
 */
export function go(more, pathname) {
  flush();
  clearTimeout(telling);
  telling = 0;
  if (pathname && pathname !== window.location.pathname) leftAt = performance.now();
  const search = query({ ...now(), ...more });
  going = leftAt > 0 || search !== window.location.search;
  tell(pathname || window.location.pathname, search);
}

/** Whether another address was gone to that the page shown was not asked for yet. */
export const isGoing = () => going;

/** Whether another page was gone to that isn't there yet: the way leads over Dash. */
export const onTheWay = () => performance.now() - leftAt < PATIENCE;

/** The page that was gone to is there. */
export function arrived() {
  going = false;
  leftAt = -Infinity;
}

/**
 * The same without waiting for Dash, which hears of it a moment later: for what has to be on the screen at once.
 * @param {Fields} more
 */
export function goNow(more) {
  const search = query({ ...now(), ...more });
  clearTimeout(waiting);
  changes = {};
  if (search === window.location.search) return search;
  history.pushState({}, "", window.location.pathname + search);
  clearTimeout(telling);
  telling = setTimeout(tellLate, 300);
  return search;
}

function tellLate() {
  clearTimeout(telling);
  telling = 0;
  tell(window.location.pathname, window.location.search);
}

/** Whether Dash is behind: what it says of the address is older than what stands there, and it will be told. */
export const untold = () => telling !== 0;

// Going back or forward leaves what was about to be written: it belongs to the address that is left.
window.addEventListener("popstate", () => {
  clearTimeout(waiting);
  changes = {};
  if (telling) tellLate();
});
