/* What stands behind the address's #: the whole state of the book, in the words of the app's own address. */

/** The fields in the order in which they are written. */
export const FIELDS = [
  "page",
  "story",
  "drawing",
  "wave",
  "step",
  "on-day",
  "why",
  "join",
  "what-if",
  "side",
  "lesson",
  "part",
  "tour",
  "stop",
  "walked",
  "theme",
];

/** What each page keeps of what another one shows: the rest of the fields goes when the page changes. */
const EVERYWHERE = ["page", "story", "what-if", "tour", "stop", "walked", "theme", "drawing"];

/**
 * The fields that a text says; what isn't known is left out.
 * @param {string} text with or without the #
 * @returns {BookState}
 */
export function readState(text) {
  /** @type {BookState} */
  const state = {};
  for (const [name, value] of new URLSearchParams(text.replace(/^#/, ""))) {
    if (FIELDS.includes(name) && value && !(name in state)) state[name] = value.slice(0, 200);
  }
  return state;
}

/**
 * The names in a text that are no fields.
 * @param {string} text with or without the #
 */
export const unreadFields = (text) =>
  [...new URLSearchParams(text.replace(/^#/, "")).keys()].filter((name) => !FIELDS.includes(name));

/**
 * A state as text, without the #; blank fields are left out.
 * @param {BookState} state
 */
export function writeState(state) {
  const plain = (/** @type {string} */ value) =>
    encodeURIComponent(value).replace(/%(3A|2C|40|2F|3D)/g, (code) => decodeURIComponent(code));
  return FIELDS.filter((name) => state[name])
    .map((name) => name + "=" + plain(state[name]).replace(/=/g, "%3D"))
    .join("&");
}

/**
 * A state after some changes; a change of page or story forgets the place in what was shown before.
 * @param {BookState} state
 * @param {BookState} changes a blank takes a field away
 * @returns {BookState}
 */
export function changedState(state, changes) {
  const pageChanges = "page" in changes && (changes.page || "stage") !== (state.page || "stage");
  const storyChanges = "story" in changes && changes.story !== state.story;
  const kept = pageChanges || storyChanges ? EVERYWHERE : FIELDS;
  /** @type {BookState} */
  const next = {};
  for (const name of FIELDS) {
    const value = name in changes ? changes[name] : kept.includes(name) ? state[name] : "";
    if (value) next[name] = value;
  }
  return next;
}

/**
 * A whole number that a field says, or a fallback where it says none in its range.
 * @param {string | undefined} text
 * @param {number} low
 * @param {number} high
 * @param {number} fallback
 */
export function numberIn(text, low, high, fallback) {
  if (!text || !/^\d{1,6}$/.test(text)) return fallback;
  const value = Number(text);
  return value >= low && value <= high ? value : fallback;
}
