/* Numbers and interface texts as text. Knows no page and no document. */

/**
 * A number with its thousands apart.
 * @param {number} value
 */
export const number = (value) => value.toLocaleString("en");

/**
 * A change with its sign; blank where nothing changed.
 * @param {number} before
 * @param {number} after
 */
export function signed(before, after) {
  if (after === before) return "";
  return (after < before ? "−" : "+") + number(Math.abs(after - before));
}

/**
 * A share as whole percents.
 * @param {number} share between 0 and 1
 */
export const percent = (share) => Math.round(share * 100) + "%";

/**
 * A share as percents that never say more than there is; near 0 and near 1 with a digit more.
 * @param {number} share between 0 and 1
 */
export const percentAtLeast = (share) =>
  (Math.floor(1000 * share + 1e-9) / 10).toLocaleString("en", {
    maximumFractionDigits: share < 0.1 || share > 0.99 ? 1 : 0,
  }) + "%";

/**
 * A factor: ×1.5.
 * @param {number} value
 */
export const times = (value) => "×" + (value ? value.toFixed(value < 0.1 ? 2 : value < 10 ? 1 : 0) : "0");

/**
 * An interface text with its `{names}` filled in; a name without a value stays.
 * @param {string} text
 * @param {Record<string, string | number | null | undefined>} values
 */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, /** @type {string} */ name) => String(values[name] ?? whole));
