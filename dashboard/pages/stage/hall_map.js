/* The map for a hall: asked for when large type is on, and kept for its question. Without it the usual map stays. */
import * as address from "../../state/address.js";
import { declarations } from "../../state/declarations.js";

const LEAST_WIDTH = 1200; // pixels of a window below which the usual map has the larger letters
let question = "";
/** @type {Promise<string[] | null>} */
let answer = Promise.resolve(null);

/** Whether a hall's map is wanted in this window. */
export const isWanted = () => document.documentElement.classList.contains("room") && window.innerWidth >= LEAST_WIDTH;

/**
 * The hall's map of an answer for two sizes of window, or null where none is to be had.
 * @param {StageAnswer} show
 */
export function hallMap(show) {
  const names = [...declarations().question, ...declarations().display];
  const search = address.query(Object.fromEntries(names.map((name) => [name, String(show.state[name] ?? "")])));
  if (search !== question) {
    question = search;
    answer = ask(search);
  }
  return answer;
}

/**
 * @param {string} search
 * @returns {Promise<string[] | null>}
 */
async function ask(search) {
  try {
    const response = await fetch("/_hall-map?" + new URLSearchParams({ search }));
    if (response.ok) return (await response.json()).pictures;
  } catch {
    question = ""; // the server is away: ask again next time
  }
  return null;
}
