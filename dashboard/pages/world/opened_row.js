/* One row of a world, opened beside its table: what it says, its evidence, what names it, and how it stands in its file. */
import { badgeOf } from "../../shell/evidence_templates.js";
import { html, keyed, nothing } from "../../shell/templates.js";
import { factsList, quoteWithSources, seeButton, trialLinks } from "./world_templates.js";
import { cellText, chineseName, namesIn, rowsNaming } from "./world_tables.js";

/**
 * How well a row is known.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function basis(show, table, row) {
  const [status, numberStatus] = [cellText(table, row, "status"), cellText(table, row, "number_status")];
  if (!status) return nothing;
  const known = (/** @type {string} */ label, /** @type {string} */ word) =>
    html`<span>${label} ${badgeOf(show, word, word, 1)}</span>`;
  return html`<p class="row-basis">
    ${known(show.said.known, status)} ${numberStatus ? known(show.said.numbers, numberStatus) : nothing}
    ${row.told ? html`<span>${show.said.told}</span>` : nothing}
  </p>`;
}

/**
 * The evidence of a row; a quote is its own, a source has its quotes.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function quotes(show, table, row) {
  if (table.id === "quotes") {
    const isMore = row.about && row.about !== row.title;
    return [quoteWithSources(show, row.id), isMore ? html`<p class="says">${row.about}</p>` : nothing];
  }
  if (!table.byHead.has("evidence")) return nothing;
  const none = cellText(table, row, "status") === "assumed" ? show.said.no_quote : show.said.no_quote_but;
  const figures = row.quotes.map((id) => quoteWithSources(show, id));
  return html`<h3>${show.said.quotes}</h3>
    ${figures.length ? figures : html`<p class="blank">${none}</p>`}`;
}

/**
 * The rows elsewhere that name this one, table by table.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function namedBy(show, table, row) {
  const pairs = show.tables.flatMap((other) => {
    const labelOf = (/** @type {WorldRow} */ { id, title }) => (other.id === "quotes" ? id : title);
    const names = rowsNaming(show, other, table, row).map((naming) =>
      seeButton({ table: other.id, id: naming.id, label: labelOf(naming) }),
    );
    return names.length
      ? [/** @type {[string, unknown]} */ ([other.title, html`<span class="names">${names}</span>`])]
      : [];
  });
  return pairs.length
    ? html`<h3>${show.said.named_by}</h3>
        ${factsList(pairs)}`
    : nothing;
}

/**
 * What stands in a cell of the row's file: names that lead to their rows, or its text.
 * @param {WorldAnswer} show
 * @param {WorldColumn} column
 * @param {string} text
 */
function filedCell(show, column, text) {
  const names = namesIn(show, column, text);
  if (names.some(({ table }) => table)) return html`<span class="names">${names.map(seeButton)}</span>`;
  return html`<span class=${text ? nothing : "blank"}>${text || column.blank || "–"}</span>`;
}

/**
 * The row as it stands in its file.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function asFiled(show, table, row) {
  const pairs = table.columns.map((column, place) => {
    const value = html`${filedCell(show, column, row.cells[place])}<small>${column.meaning}</small>`;
    return /** @type {[string, unknown]} */ ([column.title, value]);
  });
  return html`<details ?open=${!row.facts.length && table.id !== "quotes"}>
    <summary>${show.said.cells.replace("{file}", table.id + ".csv")}</summary>
    ${factsList(pairs)}
  </details>`;
}

/**
 * All of one row, for the panel beside the table.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {unknown} details what is found by running the stories
 */
export function openedRow(show, table, row, details) {
  const labels = show.said;
  const chinese = chineseName(table, row);
  const facts = row.facts.filter(([name]) => ![labels.known, labels.numbers].includes(name));
  return html`<div class="top">
      <p class="kind">${table.noun + (chinese ? " · " + chinese : "")}</p>
      <button type="button" class="button square" data-do="close" aria-label=${labels.close}>×</button>
    </div>
    <h2 tabindex="-1">${table.id === "quotes" ? row.id : row.title}</h2>
    ${row.held ? nothing : html`<p class="left-out">${labels.left_out}</p>`} ${basis(show, table, row)}
    ${table.id !== "quotes" && row.about ? html`<p class="says">${row.about}</p>` : nothing}
    ${facts.length ? factsList(facts) : nothing} ${trialLinks(row.tries)} ${quotes(show, table, row)} ${details}
    ${namedBy(show, table, row)} ${keyed(table.id + "/" + row.id, asFiled(show, table, row))}`;
}
