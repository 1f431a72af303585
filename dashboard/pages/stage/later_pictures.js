/* Pictures that the stage's answer leaves out: each is asked for when somebody wants to see it, and kept for its question. */
import * as address from "../../state/address.js";
import { declarations } from "../../state/declarations.js";

/** Each by its path: what it was asked of, and the answer. @type {Record<string, { question: string, answer: Promise<LaterPicture | null> }>} */
const kept = {};

/**
 * The picture of an answer for two sizes of window, and what its parts say; null where none is to be had.
 * @param {string} path
 * @param {StageAnswer} show
 */
export function laterPicture(path, show) {
  const names = [...declarations().question, ...declarations().display];
  const question = address.query(Object.fromEntries(names.map((name) => [name, String(show.state[name] ?? "")])));
  if (kept[path]?.question !== question) kept[path] = { question, answer: ask(path, question) };
  return kept[path].answer;
}

/**
 * @param {string} path
 * @param {string} search
 * @returns {Promise<LaterPicture | null>}
 */
async function ask(path, search) {
  try {
    const response = await fetch(path + "?" + new URLSearchParams({ search }));
    if (response.ok) return await response.json();
  } catch {
    // called off
  }
  delete kept[path]; // ask again next time
  return null;
}
