/* How a number is made again: the address, the command, three lines of Python, each to be copied. */
import { all, button, dialogById, first } from "../shell/dom.js";
import * as frame from "../shell/page_frame.js";

const box = () => dialogById("recipe");

/**
 * @param {string} text
 * @param {HTMLElement} from the button that was pressed
 */
function copy(text, from) {
  const labels = box().dataset;
  const done = () => {
    from.textContent = labels.done || "";
    setTimeout(() => (from.textContent = labels.copy || ""), 1500);
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => select(from));
  else select(from);
}

/**
 * Where there is no clipboard, the text is marked, ready for Ctrl-C.
 * @param {HTMLElement} from
 */
function select(from) {
  const code = from.parentElement && first("code", from.parentElement);
  if (code) window.getSelection()?.selectAllChildren(code);
}

/**
 * Fill a code, and put a button before it that copies it.
 * @param {HTMLElement} pre
 * @param {string} text
 */
export function copyable(pre, text) {
  const copier = button("", "button copy", box().dataset.copy);
  copier.addEventListener("click", () => copy(text, copier));
  const code = first("code", pre);
  if (code) code.textContent = text;
  for (const old of all(":scope > .copy", pre.parentElement || pre)) old.remove();
  pre.before(copier);
}

/**
 * Show how a number is made again.
 * @param {Recipe} recipe
 */
export function open(recipe) {
  /** @type {Record<string, string>} */
  const parts = { ...recipe, address: window.location.origin + recipe.address };
  for (const code of all("[data-part]", box())) {
    if (code.parentElement) copyable(code.parentElement, parts[code.dataset.part || ""]);
  }
  box().showModal();
}

function close() {
  const wasOpen = Boolean(box()?.open);
  if (wasOpen) box().close();
  return wasOpen;
}

/**
 * A small button that says how a number is made again, or null where nothing says it.
 * @param {Recipe | null | undefined} recipe
 * @param {string} label
 */
export function reproduceButton(recipe, label) {
  if (!recipe) return null;
  const element = button("", "again", label);
  element.addEventListener("click", () => open(recipe));
  return element;
}

frame.registerDialog(close);
