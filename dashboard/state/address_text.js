/* An address as text: its fields, and the text of fields, as dashboard/state/view_state.py reads and writes them. */
import { declarations } from "./declarations.js";

const PLAIN = /%(3A|2C|3D|40|2F)/g;

/** @param {string} value */
function quoted(value) {
  return encodeURIComponent(value)
    .replace(PLAIN, (code) => decodeURIComponent(code))
    .replace(/['()]/g, (letter) => "%" + letter.charCodeAt(0).toString(16).toUpperCase());
}

/**
 * The fields that an address says; a plus is a plus.
 * @param {string} search
 * @returns {Record<string, string>}
 */
export const parts = (search) => Object.fromEntries(new URLSearchParams(search.replace(/\+/g, "%2B")));

/**
 * The query that says some fields; what stands at its default is left out, what means nothing comes last.
 * @param {Fields} fields
 * @param {boolean} [whole] keep what is blank or at its default: for changes
 */
export function query(fields, whole = false) {
  const { order, defaults } = declarations();
  const names = [...order, ...Object.keys(fields).filter((name) => !order.includes(name))];
  const isSaid = (/** @type {string} */ name) => {
    const value = fields[name];
    if (whole) return name in fields;
    return value !== "" && value !== null && value !== undefined && String(value) !== defaults[name];
  };
  const parameters = names.filter(isSaid).map((name) => name + "=" + quoted(String(fields[name] ?? "")));
  return parameters.length ? "?" + parameters.join("&") : "";
}

/**
 * An address with only these fields.
 * @param {string} search
 * @param {string[]} names
 */
export const only = (search, names) =>
  query(Object.fromEntries(Object.entries(parts(search)).filter(([name]) => names.includes(name))));

/**
 * An address without these fields.
 * @param {string} search
 * @param {string[]} names
 */
export const without = (search, names) =>
  query(Object.fromEntries(Object.entries(parts(search)).filter(([name]) => !names.includes(name))));

const blanks = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, ""]));

/** The changes with which another record is asked for: what was about the last answer goes. */
export const otherAnswer = () => blanks(declarations().ofAnswer);

/** The changes with which another world is opened: what was about the last world, and its answer, goes. */
export const otherWorld = () => ({ ...otherAnswer(), ...blanks(declarations().ofWorld) });

/**
 * The same what-if under another reading; none for the baseline's.
 * @param {string | undefined} whatIf
 * @param {string} reading
 */
export function withReading(whatIf, reading) {
  const isReading = (/** @type {string} */ part, /** @type {number} */ place) =>
    place === 0 && part.trim().startsWith("reading:");
  const rest = (whatIf || "").split(",").filter((part, place) => !isReading(part, place));
  return (reading ? ["reading:" + reading] : []).concat(rest.filter(Boolean)).join(",");
}
