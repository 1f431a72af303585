/* Links from one page to another: the address they lead to, and what of it is new, for the frame to go there at once. */
import * as address from "../state/address.js";
import { declarations } from "../state/declarations.js";
import { make } from "./dom.js";
import { html, nothing } from "./templates.js";

/**
 * Where a link to a page leads: its address, and for the frame what of it is new.
 * @param {string} page
 * @param {Fields} changes to what the address says
 */
const linkTarget = (page, changes) => ({
  href: declarations().paths[page] + address.query({ ...address.now(), ...changes }),
  more: address.query(changes, true),
});

/**
 * A template of a link to a page with changes to what the address says.
 * @param {string} page
 * @param {Fields} changes
 * @param {string} className
 * @param {unknown} inside
 */
export function linkOf(page, changes, className, inside) {
  const { href, more } = linkTarget(page, changes);
  return html`<a class=${className || nothing} href=${href} data-page=${page} data-more=${more}>${inside}</a>`;
}

/**
 * A link to a page with changes to what the address says.
 * @param {string} page
 * @param {Fields} changes
 * @param {string} className
 * @param {...Inside} inside
 */
export function pageLink(page, changes, className, ...inside) {
  const link = make("a", className, ...inside);
  const { href, more } = linkTarget(page, changes);
  link.dataset.page = page;
  link.dataset.more = more;
  link.href = href;
  return link;
}

/**
 * A link to a row on the World page, where all about it stands.
 * @param {string} table
 * @param {string} row
 * @param {string} label
 */
export const rowLink = (table, row, label) => pageLink("world", { table, row }, "whole", label);
