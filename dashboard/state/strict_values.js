/* The values of an address, read strictly as dashboard/state/strict_values.py reads them: what isn't plainly meant stays
   at its default, and a remark says so. */
import { declarations } from "./declarations.js";

const DIGITS = /^[0-9]{1,10}$/;
const SHORT = 60;

/**
 * Whether a value is one that its field may have; a field that takes any text may have any.
 * @param {string} name
 * @param {string} value
 */
function isMeant(name, value) {
  const { bounds, choices } = declarations().values[name] || { bounds: [], choices: [] };
  if (bounds.length) return DIGITS.test(value) && Number(value) >= bounds[0] && Number(value) <= bounds[1];
  return !choices.length || choices.includes(value);
}

/**
 * The fields of an address without what they can't mean.
 * @param {Record<string, string>} fields
 * @returns {Record<string, string>}
 */
export const meant = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => isMeant(name, value)));

/**
 * A remark on each of some fields whose value it can't have; a blank one is its default.
 * @param {Record<string, string>} fields
 * @param {string[]} names
 */
export const remarksOn = (fields, names) =>
  names.filter((name) => fields[name] && !isMeant(name, fields[name])).map((name) => remarkOn(name, fields[name]));

/**
 * A remark on a number that is more than there is in what is shown; none where it isn't.
 * @param {Record<string, string>} fields
 * @param {string} name
 * @param {number} most
 */
export function beyond(fields, name, most) {
  const { bounds } = declarations().values[name];
  const value = meant(fields)[name];
  if (!value || Number(value) <= Math.max(bounds[0], most)) return [];
  const expects = filled(declarations().says.whole, { least: String(bounds[0]), most: String(most) });
  return [noNumber(name, value, expects)];
}

/**
 * @param {string} name
 * @param {string} value
 */
function remarkOn(name, value) {
  const { bounds, choices, expects } = declarations().values[name];
  return bounds.length ? noNumber(name, value, expects) : noChoice(name, value, choices);
}

/**
 * The sentence that a value is no number of its field, and what it has to be.
 * @param {string} name
 * @param {string} value
 * @param {string} expects
 */
const noNumber = (name, value, expects) => filled(declarations().says.number, { name, value: short(value), expects });

/**
 * The sentence that there is no such choice of a field, which there are, and which is nearest.
 * @param {string} name
 * @param {string} value
 * @param {string[]} choices
 */
export function noChoice(name, value, choices) {
  const { choice, hint } = declarations().says;
  const known = choices.filter(Boolean);
  const near = nearest(value.toLowerCase(), known);
  const named = known.slice(0, 12).join(", ") + (known.length > 12 ? ", …" : "");
  return filled(choice, { name, value: short(value), choices: named, hint: near ? filled(hint, { near }) : "" });
}

/**
 * @param {string} text
 * @param {Record<string, string>} values
 */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** @param {string} text */
const short = (text) => (text.length <= SHORT ? text : text.slice(0, SHORT - 1) + "…");

/**
 * The known name that is spelled most like another; blank where none is close.
 * @param {string} name
 * @param {string[]} known
 */
function nearest(name, known) {
  const asked = name.slice(0, SHORT);
  const near = known.map((other) => ({ other, far: edits(asked, other.toLowerCase()) }));
  const close = near.filter(({ other, far }) => far <= 0.4 * Math.max(asked.length, other.length));
  return close.sort((a, b) => a.far - b.far)[0]?.other || "";
}

/**
 * How many letters have to be changed, added or taken away to make one text of another (Levenshtein's distance).
 * @param {string} from
 * @param {string} to
 */
function edits(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const changed = row[j - 1] + Number(from[i - 1] !== to[j - 1]);
      next.push(Math.min(changed, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
