/* A what-if as text: parts with commas between, a reading in front. Adds parts, takes them away, sets a part's number.
   Nothing here knows what a part does. */

/**
 * The parts of a what-if.
 * @param {string} whatIf
 */
export const split = (whatIf) =>
  whatIf
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const isReading = (/** @type {string} */ part) => part.startsWith("reading:");

/**
 * The reading that a what-if holds in; the plain one is the one that isn't said.
 * @param {string} whatIf
 * @param {string} plain
 */
export function readingOf(whatIf, plain) {
  const first = split(whatIf)[0] || "";
  return isReading(first) ? first : "reading:" + plain;
}

/**
 * Whether all parts of a text stand in the what-if.
 * @param {string} whatIf
 * @param {string} text
 * @param {string} plain the reading that isn't said
 */
export function has(whatIf, text, plain) {
  const present = split(whatIf);
  return split(text).every((part) => (isReading(part) ? readingOf(whatIf, plain) === part : present.includes(part)));
}

/**
 * The what-if with a text's parts, or without them; a reading stands in front, and the plain one isn't said.
 * @param {string} whatIf
 * @param {string} text
 * @param {string} plain the reading that isn't said
 */
export function toggled(whatIf, text, plain) {
  const parts = split(text);
  const present = split(whatIf).filter((part) => !isReading(part));
  const reading = parts.find(isReading);
  const on = has(whatIf, text, plain);
  const added = parts.filter((part) => !isReading(part) && !present.includes(part));
  const rest = on ? present.filter((part) => !parts.includes(part)) : [...present, ...added];
  const after = reading ? (on ? "" : reading) : readingOf(whatIf, plain);
  const front = after && after !== "reading:" + plain ? [after] : [];
  return [...front, ...rest].join(",");
}

/**
 * The what-if without one part, or without several with commas.
 * @param {string} whatIf
 * @param {string} removed
 */
export const without = (whatIf, removed) => {
  const gone = split(removed);
  return split(whatIf)
    .filter((part) => !gone.includes(part))
    .join(",");
};

/**
 * The number of a part `head=number`, or nothing.
 * @param {string} whatIf
 * @param {string} head
 */
export function numberIn(whatIf, head) {
  const part = split(whatIf).find((text) => text.startsWith(head + "="));
  return part ? part.slice(head.length + 1) : "";
}

/**
 * The what-if with another number in its part `head=number`; without the part if the number is blank.
 * @param {string} whatIf
 * @param {string} head
 * @param {string} value
 */
export function withNumber(whatIf, head, value) {
  const rest = split(whatIf).filter((part) => !part.startsWith(head + "="));
  return [...rest, ...(value ? [head + "=" + value] : [])].join(",");
}
