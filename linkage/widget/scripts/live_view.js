/* What the live map shows: which telling, how far it has come, and which parts are lit. Touches no page. */
import { lightsAfter } from "../../book/scripts/lights.js";

/**
 * The view that a model stands for. What is out of range, as while the two sides agree anew, is brought into it.
 * @param {LiveModel} model
 * @returns {LiveView}
 */
export function viewOf(model) {
  /** @type {LiveStory} */
  const story = model.get("story");
  /** @type {LiveReply} */
  const reply = model.get("reply");
  const change = "steps" in reply.change ? /** @type {LiveChange} */ (reply.change) : null;
  const after = change !== null && model.get("side") === "after";
  const telling = after ? change : story;
  const position = Math.min(Math.max(0, model.get("position")), telling.steps.length);
  return { story, change, after, telling, position };
}

/**
 * The classes of the map's parts: what the steps so far light, what the what-if takes out, and the doors that it opens.
 * @param {LiveView} view
 * @returns {BookLights}
 */
export function litParts({ change, after, telling, position }) {
  const lights = lightsAfter(telling, position, Math.max(0, position - 1));
  if (!change) return lights;
  const add = (/** @type {string} */ part, /** @type {string} */ name) =>
    lights.set(part, new Set([...(lights.get(part) || []), name]));
  if (after) {
    for (const number of change.off) add(change.parts[number], "off");
    for (const [part] of change.opened) add(part, "opened");
  }
  const missing = after ? change.absent : change.absent_before;
  for (const number of missing) lights.set(change.parts[number], new Set(["absent"]));
  return lights;
}

/**
 * Where a key leads from a place among so many steps; null where it means nothing here.
 * @param {string} key
 * @param {number} position
 * @param {number} steps
 */
export function moved(key, position, steps) {
  switch (key) {
    case "ArrowRight":
      return Math.min(position + 1, steps);
    case "ArrowLeft":
      return Math.max(position - 1, 0);
    case "Home":
      return 0;
    case "End":
      return steps;
    default:
      return null;
  }
}

/**
 * Whether a key is the map's; otherwise it is left to the notebook: keys with Ctrl, Cmd or Alt, and in the box, where
 * those edit the text, only the one that saves.
 * @param {{ key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean }} event
 * @param {boolean} inBox
 */
export function keepsKey({ key, ctrlKey, metaKey, altKey }, inBox) {
  if (inBox) return !((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "s");
  return !(ctrlKey || metaKey || altKey);
}
