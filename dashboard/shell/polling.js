/* What a picture needs beside its page's own answer: asked for only when somebody looks, and again and again until it is
   there, so no request hangs and nobody waits for what nobody looks at. */
import * as frame from "./page_frame.js";

const AGAIN = 300; // milliseconds between two questions how far it is

/**
 * A question at a path that is asked until it is answered. `ask` begins, and calls `then` at every step; `answer` is what
 * was said last to the same question; `forget` has it asked anew.
 * @template {{ status?: string }} Answer
 * @param {string} path
 * @param {string} page the page that has to be shown for it to go on
 */
export function polling(path, page) {
  let asked = "";
  /** @type {Answer | null} */
  let latest = null;
  let timer = 0;

  /**
   * @param {Record<string, string>} parts
   * @param {() => void} then
   */
  function ask(parts, then) {
    const query = new URLSearchParams(parts).toString();
    if (asked === query && (latest || timer)) return;
    asked = query;
    latest = null;
    clearTimeout(timer);
    fetchNow(query, then);
  }

  /**
   * @param {string} query
   * @param {() => void} then
   */
  function fetchNow(query, then) {
    timer = -1;
    fetch(path + "?" + query)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .then((/** @type {Answer} */ answer) => {
        if (asked !== query) return;
        latest = answer;
        timer = 0;
        if (answer.status === "counting") {
          timer = setTimeout(() => (frame.pageName() === page ? fetchNow(query, then) : forget()), AGAIN);
        }
        then();
      })
      .catch(() => asked === query && forget());
  }

  function forget() {
    clearTimeout(timer);
    asked = "";
    latest = null;
    timer = 0;
  }

  /** @param {Record<string, string>} parts */
  const answer = (parts) => (asked === new URLSearchParams(parts).toString() ? latest : null);
  return { ask, answer };
}
