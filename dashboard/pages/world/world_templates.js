/* What several views of a world are made of: names that lead to rows, quotes with their sources, links, facts. */
import { quoteOf } from "../../shell/evidence_templates.js";
import { linkOf } from "../../shell/page_link.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";

/**
 * A button that opens the row of a name, or the plain name.
 * @param {NamedRow} named
 */
export function seeButton({ table, id, label }) {
  if (!table) return html`<span>${label}</span>`;
  return html`<button type="button" class="see" data-do=${"see:" + table + "/" + id}>${label}</button>`;
}

/**
 * A quote with the sources behind its source, or nothing where there is none of that id.
 * @param {WorldAnswer} show
 * @param {string} id
 */
export function quoteWithSources(show, id) {
  const chain = show.quotes[id]?.chain || [];
  const steps = chain.map(({ id: source, label }, place) => [
    place ? html`<span>›</span>` : nothing,
    seeButton({ table: "sources", id: source, label }),
  ]);
  const behind = html`<p class="behind"><span>${show.said.chain}:</span>${steps}</p>`;
  return quoteOf(show, id, false, chain.length ? behind : nothing);
}

/**
 * Links to other pages, or nothing where there are none.
 * @param {Trial[]} trials
 */
export const trialLinks = (trials) =>
  trials.length ? html`<div class="tries">${trials.map(trialLink)}</div>` : nothing;

/**
 * A link to another page, which asks there what this row is about; the reading stays, where the row brings none.
 * @param {Trial} trial
 */
function trialLink(trial) {
  /** @type {Record<string, string>} */
  const changes = { ...address.otherAnswer(), beside: "", table: "", ...trial.more };
  const whatIf = changes["what-if"];
  const reading = (address.now()["what-if"] || "").split(",")[0];
  if (whatIf && !whatIf.startsWith("reading:") && reading.startsWith("reading:")) {
    changes["what-if"] = address.withReading(whatIf, reading.slice("reading:".length));
  }
  return linkOf(trial.page, changes, "", trial.label);
}

/**
 * Facts as a list of names and what they are.
 * @param {[name: string, value: unknown][]} pairs
 */
export const factsList = (pairs) =>
  html`<dl class="facts">
    ${pairs.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
