/* Templates (lit-html) for pages with many parts, and the one way in which what is shown anew leaves the focus alone. */
import { all, first } from "./dom.js";

export { classMap, html, keyed, nothing, render, repeat, styleMap } from "../front/lit.js";

/** What tells one control of a page from all others, in the order in which it is asked for. */
const NAMES = ["key", "do", "id"];

const CONTROLS = ":is(button, a, summary, input, select, textarea, [tabindex])";

/**
 * Show something anew, and leave the focus at the same control, wherever it is now; where it is gone, at the first control of the same part.
 * @param {string} parts a selector: the parts of the page that may be shown anew
 * @param {() => void} show
 * @param {HTMLElement | null} [otherwise] what takes the focus where that part has no control left
 */
export function keepingFocus(parts, show, otherwise = null) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const part = focused?.closest(parts);
  const name = focused && part ? NAMES.find((candidate) => focused.dataset[candidate]) : undefined;
  const value = focused && name && focused.dataset[name];
  show();
  if (!focused || !part) return;
  const isSame = (/** @type {HTMLElement} */ control) => name === undefined || control.dataset[name] === value;
  const stays = focused.isConnected && isSame(focused);
  if (stays && focused === document.activeElement) return;
  const named = name ? all(CONTROLS + "[data-" + name + "]", part).find(isSame) : undefined;
  const same = stays ? focused : named; // one that was only moved lost the focus, too
  const next = same || first("button, summary, a", part) || otherwise;
  if (next) next.focus({ preventScroll: true });
}
