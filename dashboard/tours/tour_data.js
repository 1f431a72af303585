/* Tours as the browser has them: asked of the server by name, or read from a file and kept in this tab alone. */

const KEPT = "linkage-tour:"; // a file's text, by the tour's name
const RECORDED = "linkage-tour-recorded";

/**
 * What a tour's address answers; why there is none is an error with a line a fault.
 * @param {Promise<Response>} asked
 * @returns {Promise<any>}
 */
async function answerOf(asked) {
  const response = await asked;
  const answer = await response.json();
  if (answer.refused) throw new Error(answer.refused.join("\n"));
  return answer;
}

/**
 * @param {string} path
 * @param {string} name
 */
const askFor = (path, name) => answerOf(fetch(path + "?" + new URLSearchParams({ name })));

/** The bundled tours, and the id of the world that is served. */
export const listed = () => /** @type {Promise<TourList>} */ (answerOf(fetch("/_tours")));

/**
 * A tour by its name: one that was opened from a file in this tab, else a bundled one.
 * @param {string} name
 * @returns {Promise<Tour>}
 */
export function fetchTour(name) {
  const text = kept(KEPT + name);
  return text ? readTour(name + ".toml", text) : askFor("/_tours/one", name);
}

/**
 * What is wrong with each stop of a bundled tour.
 * @param {string} name
 * @returns {Promise<string[]>}
 */
export const fetchFaults = (name) => askFor("/_tours/faults", name);

/**
 * A tour of a file's text, which the server checks and forgets.
 * @param {string} name of the file
 * @param {string} text
 * @returns {Promise<Tour>}
 */
export async function readTour(name, text) {
  const body = JSON.stringify({ name, text });
  const headers = { "Content-Type": "application/json" };
  const tour = await answerOf(fetch("/_tours/read", { method: "POST", headers, body }));
  keep(KEPT + tour.id, text);
  return tour;
}

/**
 * @param {string} key
 * @returns {string} blank where the browser keeps nothing
 */
function kept(key) {
  try {
    return sessionStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
function keep(key, text) {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // The browser keeps nothing: the tour is there until the page is loaded anew.
  }
}

/** The tour that is being recorded. */
export function recorded() {
  try {
    const draft = JSON.parse(kept(RECORDED));
    if (Array.isArray(draft.stops)) return /** @type {TourDraft} */ (draft);
  } catch {
    // Nothing was kept, or something else.
  }
  return /** @type {TourDraft} */ ({ title: "", world: "", stops: [] });
}

/** @param {TourDraft} draft */
export const keepRecorded = (draft) => keep(RECORDED, JSON.stringify(draft));
