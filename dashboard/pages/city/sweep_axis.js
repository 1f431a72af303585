/* One axis of a sweep as text: which figure, from where to where, in which steps. Knows no document. */

/** @typedef {{ text: string, from: string, to: string, step: string }} Axis */

/**
 * The axis that a text says, or null: `share:link=0..1/0.1`.
 * @param {string | undefined} text
 * @returns {Axis | null}
 */
export function readAxis(text) {
  const match = /^([a-z]+:[^=]+)=(.+)\.\.([^/]+)(?:\/(.+))?$/.exec(text || "");
  return match ? { text: match[1], from: match[2], to: match[3], step: match[4] || "1" } : null;
}

/**
 * The text of an axis.
 * @param {Axis} axis
 */
export const writeAxis = (axis) => axis.text + "=" + axis.from + ".." + axis.to + "/" + axis.step;
