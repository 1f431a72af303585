/* A table of a world on the screen: its heads sort it, its rows open. Text only. */
import { badgeOf } from "../../shell/evidence_templates.js";
import { html, nothing, repeat } from "../../shell/templates.js";
import { cellText, chineseName, labelsOf, namesIn } from "./world_tables.js";

const NARROW = 3; // columns that a narrow table keeps beside the name
const NUMBERS = ["share", "days", "number", "integer"]; // kinds of columns that hold numbers

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {Sorting | undefined} sorting
 * @param {string} name of the column; blank for the row's own
 * @param {boolean} less whether a narrow table leaves it out
 */
function headCell(show, table, sorting, name, less) {
  const column = table.byHead.get(name);
  const title = column ? column.title : show.said.row_name;
  const meaning = column ? column.meaning : show.said.sort.replace("{column}", title);
  const order = sorting && sorting.head === name ? (sorting.down ? "descending" : "ascending") : nothing;
  return html`<th class=${less ? "less" : nothing} scope="col" aria-sort=${order}>
    <button type="button" data-do=${"sort:" + name} title=${meaning}>${title}</button>
  </th>`;
}

/**
 * The classes of a cell.
 * @param {PlacedColumn} column
 * @param {string} text
 * @param {boolean} less whether a narrow table leaves it out
 */
function cellClass({ kind }, text, less) {
  const names = [less && "less", NUMBERS.includes(kind) && "number", kind === "quotes" && "evidence"];
  return [...names, kind === "text" && text.length > 60 && "wide"].filter(Boolean).join(" ") || nothing;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {PlacedColumn} column
 * @param {string} text
 */
function cellContent(show, table, row, column, text) {
  if (column.kind === "quotes") return evidence(show, row);
  if (!text) return column.blank ? html`<span class="blank">${column.blank}</span>` : nothing;
  if (column.head === "checked") return show.quotes[row.id].checked;
  if (["status", "number_status"].includes(column.kind)) return badgeOf(show, text, text, 1);
  if (column.kind === "what_if") return html`<code>${text.split(",").join(", ")}</code>`;
  const via = table.byHead.get("via");
  const names = namesIn(show, column, text);
  if (table.id !== "links" || column.head !== "key" || !via) return labelsOf(names).join(", ");
  return labelsOf([...names, ...namesIn(show, via, cellText(table, row, "via"))]).join(" → ");
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function evidence(show, row) {
  if (!row.quotes.length) return html`<span class="blank">–</span>`;
  const told = html` · <span class="told">${show.said.told}</span>`;
  return row.told ? [row.quotes.length, told] : row.quotes.length;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function cells(show, table, row) {
  return table.main.map((name, place) => {
    const column = /** @type {PlacedColumn} */ (table.byHead.get(name));
    const text = row.cells[column.place];
    const content = cellContent(show, table, row, column, text);
    return html`<td class=${cellClass(column, text, place >= NARROW)}>${content}</td>`;
  });
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {boolean} isOpened
 * @param {boolean} isReached whether Tab reaches it
 */
function tableRow(show, table, row, isOpened, isReached) {
  const chinese = table.main.includes("name_zh") ? "" : chineseName(table, row);
  const action = "row:" + row.id;
  return html`<tr class=${isOpened ? "opened" : nothing} data-row=${row.id} data-do=${action}>
    <th scope="row">
      <button
        type="button"
        class="open"
        data-do=${action}
        tabindex=${isReached ? 0 : -1}
        aria-current=${isOpened ? "true" : nothing}
      >
        ${row.title}${chinese ? html`<small>${chinese}</small>` : nothing}
      </button>
      ${row.held ? nothing : html`<span class="left-out">${show.said.left_out}</span>`}
    </th>
    ${cells(show, table, row)}
  </tr>`;
}

/**
 * A table of some rows; one of them can be reached by Tab, the arrows go on from there.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow[]} rows
 * @param {Sorting | undefined} sorting
 * @param {string} opened the id of the row that is opened
 * @param {string} reached the id of the row that Tab reaches, if it is there
 */
export function rowsTable(show, table, rows, sorting, opened, reached) {
  const ids = rows.map(({ id }) => id);
  const tabbed = [reached, opened].find((id) => ids.includes(id)) || ids[0];
  const heads = table.main.map((name, place) => headCell(show, table, sorting, name, place >= NARROW));
  const line = (/** @type {WorldRow} */ row) => tableRow(show, table, row, row.id === opened, row.id === tabbed);
  return html`<table class="rows" data-table=${table.id} aria-label=${table.title}>
    <thead>
      <tr>
        ${headCell(show, table, sorting, "", false)}${heads}
      </tr>
    </thead>
    <tbody>
      ${repeat(rows, ({ id }) => id, line)}
    </tbody>
  </table>`;
}
