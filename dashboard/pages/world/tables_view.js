/* A world's tables: their cells as names, finding and sorting, a table on the screen, and one row opened. Text only. */
import { badge, button, make, quoteFigure } from "../../shell/dom.js";
import { pageLink } from "../../shell/page_link.js";
import * as address from "../../state/address.js";

const NAMED = ["ref", "refs", "carries", "quotes", "when"]; // kinds of columns whose cells name rows elsewhere
const NARROW = 3; // columns that a narrow table keeps beside the name

/**
 * Make a world's answer ready: tables, rows and columns by name.
 * @param {WorldAnswer} show
 */
export function prepare(show) {
  show.byTable = new Map(show.tables.map((table) => [table.id, table]));
  for (const table of show.tables) {
    table.byId = new Map(table.rows.map((row) => [row.id, row]));
    table.byHead = new Map(table.columns.map((column, place) => [column.head, { ...column, place }]));
  }
  for (const table of show.tables) for (const row of table.rows) row.text = textOf(show, table, row);
}

/**
 * A table of the world, which always has it.
 * @param {WorldAnswer} show
 * @param {string} id
 */
export const tableOf = (show, id) => /** @type {WorldTable} */ (show.byTable.get(id));

/**
 * The text of a cell; blank where the table lacks the column.
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {string} head
 */
export function cellText(table, row, head) {
  const column = table.byHead.get(head);
  return column ? row.cells[column.place] : "";
}

/**
 * A row's Chinese name, where its title doesn't say it.
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function chineseName(table, row) {
  const name = cellText(table, row, "name_zh");
  return name && row.title.endsWith(name) ? "" : name;
}

/**
 * The row of an id, or undefined.
 * @param {WorldAnswer} show
 * @param {string} table
 * @param {string} id
 */
export function rowOf(show, table, id) {
  return show.byTable.get(table)?.byId.get(id);
}

/**
 * What a cell says: names of rows elsewhere, each with its place, or plain text.
 * @param {WorldAnswer} show
 * @param {WorldColumn} column
 * @param {string} text
 * @returns {NamedRow[]}
 */
function namesIn(show, column, text) {
  if (column.kind === "chain") {
    return text
      .split(" ")
      .filter(Boolean)
      .map((hop) => translation(show, hop));
  }
  if (!NAMED.includes(column.kind) || !text) return text ? [{ label: text }] : [];
  return text.split(" ").map((id) => {
    const table = column.to.split("|").find((name) => rowOf(show, name, id));
    if (!table) return { label: id === "*" ? show.said.everything : id };
    return {
      table,
      id,
      label: table === "quotes" ? id : rowOf(show, table, id)?.title || id,
    };
  });
}

/**
 * A register's translation to an identifier.
 * @param {WorldAnswer} show
 * @param {string} hop `register.identifier`
 * @returns {NamedRow}
 */
function translation(show, hop) {
  const [register, identifier] = hop.split(".");
  const [key, database] = [rowOf(show, "identifiers", identifier), rowOf(show, "databases", register)];
  const label = (key ? key.title : identifier) + " (" + (database ? database.title : register) + ")";
  return { table: "databases", id: register, label };
}

const labelsOf = (/** @type {NamedRow[]} */ names) => names.map(({ label }) => label);

/**
 * All that a row says, to be searched.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function textOf(show, table, row) {
  const cells = table.columns.map((column, place) => labelsOf(namesIn(show, column, row.cells[place])).join(" "));
  return [row.id, row.title, ...cells].join(" ").toLowerCase();
}

/**
 * The words that are looked for.
 * @param {string} find
 */
export function wordsOf(find) {
  return find.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * The rows that have all the words looked for.
 * @param {WorldRow[]} rows
 * @param {string} find
 */
export function matching(rows, find) {
  const words = wordsOf(find);
  return words.length ? rows.filter((row) => words.every((word) => row.text.includes(word))) : rows;
}

/**
 * The rows sorted by a column, numbers as numbers; blanks last, whichever way.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow[]} rows
 * @param {Sorting | undefined} sorting
 */
export function sorted(show, table, rows, sorting) {
  if (!sorting) return rows;
  const column = table.byHead.get(sorting.head);
  const value = (/** @type {WorldRow} */ row) =>
    column ? labelsOf(namesIn(show, column, row.cells[column.place])).join(" ") : row.title;
  const number = (/** @type {string} */ text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : null);
  const turn = sorting.down ? -1 : 1;
  return [...rows].sort((rowA, rowB) => {
    const [a, b] = [value(rowA), value(rowB)];
    if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
    const [numberA, numberB] = [number(a), number(b)];
    if (numberA !== null && numberB !== null) return turn * (numberA - numberB);
    return turn * a.localeCompare(b, "en", { numeric: true });
  });
}

// -- a table on the screen

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
  const sorter = button("sort:" + name, "", title);
  sorter.title = column ? column.meaning : show.said.sort.replace("{column}", title);
  const cell = make("th", less ? "less" : "", sorter);
  cell.scope = "col";
  if (sorting && sorting.head === name) cell.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
  return cell;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {string} name of the column
 * @param {boolean} less whether a narrow table leaves it out
 */
function dataCell(show, table, row, name, less) {
  const column = /** @type {PlacedColumn} */ (table.byHead.get(name));
  const text = row.cells[column.place];
  const cell = make("td", less ? "less" : "", ...cellContent(show, table, row, column, text));
  if (["share", "days", "number", "integer"].includes(column.kind)) cell.classList.add("number");
  if (column.kind === "quotes") cell.classList.add("evidence");
  if (column.kind === "text" && text.length > 60) cell.classList.add("wide");
  return cell;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {PlacedColumn} column
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function cellContent(show, table, row, column, text) {
  if (column.kind === "quotes") return evidence(show, row);
  if (!text) return column.blank ? [make("span", "blank", column.blank)] : [];
  if (column.head === "checked") return [show.quotes[row.id].checked];
  if (["status", "number_status"].includes(column.kind)) return [badge(show, text, text, 1)];
  if (column.kind === "what_if") return [make("code", "", text.split(",").join(", "))];
  const via = table.byHead.get("via");
  const names = namesIn(show, column, text);
  if (table.id !== "links" || column.head !== "key" || !via) return [labelsOf(names).join(", ")];
  return [labelsOf([...names, ...namesIn(show, via, cellText(table, row, "via"))]).join(" → ")];
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function evidence(show, row) {
  if (!row.quotes.length) return [make("span", "blank", "–")];
  const count = String(row.quotes.length);
  return row.told ? [count + " · ", make("span", "told", show.said.told)] : [count];
}

/**
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {string} reached the row that Tab reaches
 */
function tableRow(show, table, row, reached) {
  const chinese = chineseName(table, row);
  const named = chinese && !table.main.includes("name_zh") ? make("small", "", chinese) : null;
  const open = button("row:" + row.id, "open", row.title, named);
  open.tabIndex = row.id === reached ? 0 : -1;
  const name = make("th", "", open, row.held ? null : make("span", "left-out", show.said.left_out));
  name.scope = "row";
  const cells = table.main.map((column, place) => dataCell(show, table, row, column, place >= NARROW));
  const line = make("tr", row.held ? "" : "out", name, ...cells);
  line.dataset.row = row.id;
  line.dataset.do = "row:" + row.id;
  return line;
}

/**
 * A table of some rows; one of them can be reached by Tab, the arrows go on from there.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow[]} rows
 * @param {Sorting | undefined} sorting
 * @param {string} opened the id of the row that is opened
 */
export function rowsTable(show, table, rows, sorting, opened) {
  const reached = rows.some(({ id }) => id === opened) ? opened : rows[0] ? rows[0].id : "";
  const own = headCell(show, table, sorting, "", false);
  const heads = table.main.map((name, place) => headCell(show, table, sorting, name, place >= NARROW));
  const body = rows.map((row) => tableRow(show, table, row, reached));
  const top = make("thead", "", make("tr", "", own, ...heads));
  const element = make("table", "rows", top, make("tbody", "", ...body));
  element.dataset.table = table.id;
  element.setAttribute("aria-label", table.title);
  return element;
}

// -- one row, opened

/**
 * A button that opens the row of a name, or the plain name.
 * @param {NamedRow} named
 */
export function seeButton({ table, id, label }) {
  return table ? button("see:" + table + "/" + id, "see", label) : make("span", "", label);
}

/**
 * A quote with the sources behind its source.
 * @param {WorldAnswer} show
 * @param {string} id
 */
export function quoteWithSources(show, id) {
  const figure = quoteFigure(show, id, false);
  const chain = show.quotes[id]?.chain || [];
  if (!figure || chain.length < 1) return figure;
  const steps = chain.flatMap((source, place) => [
    place ? make("span", "", "›") : null,
    seeButton({ table: "sources", id: source.id, label: source.label }),
  ]);
  figure.append(make("p", "behind", make("span", "", show.said.chain + ":"), ...steps));
  return figure;
}

/**
 * Links to other pages, or null where there are none.
 * @param {Trial[]} trials
 */
export function trialLinks(trials) {
  return trials.length ? make("div", "tries", ...trials.map(trialLink)) : null;
}

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
  return pageLink(trial.page, changes, "", trial.label);
}

/**
 * Facts as a list of names and what they are.
 * @param {[string, ...Inside[]][]} pairs
 */
export function factsList(pairs) {
  const list = make("dl", "facts");
  for (const [name, ...values] of pairs) list.append(make("dt", "", name), make("dd", "", ...values));
  return list;
}

/**
 * The row as it stands in its file.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function asFiled(show, table, row) {
  const pairs = table.columns.map((column, place) => {
    const text = row.cells[place];
    const names = namesIn(show, column, text);
    const linked = names.some((named) => named.table);
    const plain = make("span", text ? "" : "blank", text || column.blank || "–");
    const value = linked ? make("span", "names", ...names.map(seeButton)) : plain;
    return /** @type {[string, ...Inside[]]} */ ([column.title, value, make("small", "", column.meaning)]);
  });
  const summary = make("summary", "", show.said.cells.replace("{file}", table.id + ".csv"));
  const element = make("details", "", summary, factsList(pairs));
  element.open = !row.facts.length && table.id !== "quotes";
  return element;
}

/**
 * The rows elsewhere that name this one, table by table.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function namedBy(show, table, row) {
  const pairs = show.tables.flatMap((other) => {
    const rows = rowsNaming(show, other, table, row);
    const names = rows.map(({ id, title }) =>
      seeButton({
        table: other.id,
        id,
        label: other.id === "quotes" ? id : title,
      }),
    );
    const value = make("span", "names", ...names);
    return rows.length ? [/** @type {[string, ...Inside[]]} */ ([other.title, value])] : [];
  });
  return pairs.length ? [make("h3", "", show.said.named_by), factsList(pairs)] : [];
}

/**
 * The rows of another table that name a row.
 * @param {WorldAnswer} show
 * @param {WorldTable} other
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function rowsNaming(show, other, table, row) {
  const columns = [...other.byHead.values()].filter(
    ({ kind, to }) => kind === "chain" || to.split("|").includes(table.id),
  );
  const isIt = (/** @type {NamedRow} */ named) => named.table === table.id && named.id === row.id;
  return other.rows.filter((each) =>
    columns.some((column) => namesIn(show, column, each.cells[column.place]).some(isIt)),
  );
}

/**
 * How well a row is known.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function basis(show, table, row) {
  const [status, numberStatus] = [cellText(table, row, "status"), cellText(table, row, "number_status")];
  if (!status) return null;
  const known = (/** @type {string} */ label, /** @type {string} */ word) =>
    make("span", "", label + " ", badge(show, word, word, 1));
  const numbers = numberStatus ? known(show.said.numbers, numberStatus) : null;
  const told = row.told ? make("span", "", show.said.told) : null;
  return make("p", "row-basis", known(show.said.known, status), numbers, told);
}

/**
 * The evidence of a row; a quote is its own, a source has its quotes.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function quotes(show, table, row) {
  if (table.id === "quotes") {
    return [quoteWithSources(show, row.id), row.about && row.about !== row.title ? make("p", "says", row.about) : null];
  }
  if (!table.byHead.has("evidence")) return [];
  const none = cellText(table, row, "status") === "assumed" ? show.said.no_quote : show.said.no_quote_but;
  const figures = row.quotes.map((id) => quoteWithSources(show, id));
  return [make("h3", "", show.said.quotes), ...(figures.length ? figures : [make("p", "blank", none)])];
}

/**
 * All of one row, for the panel beside the table.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {HTMLElement | null} details what is found by running the stories
 */
export function openedRow(show, table, row, details) {
  const close = button("close", "button square", "×");
  close.setAttribute("aria-label", show.said.close);
  const title = make("h2", "", table.id === "quotes" ? row.id : row.title);
  title.tabIndex = -1;
  const chinese = chineseName(table, row);
  const kind = make("p", "kind", table.noun + (chinese ? " · " + chinese : ""));
  const facts = row.facts.filter(([name]) => ![show.said.known, show.said.numbers].includes(name));
  return [
    make("div", "top", kind, close),
    title,
    row.held ? null : make("p", "left-out", show.said.left_out),
    basis(show, table, row),
    table.id !== "quotes" && row.about ? make("p", "says", row.about) : null,
    facts.length ? factsList(facts) : null,
    trialLinks(row.tries),
    ...quotes(show, table, row),
    details,
    ...namedBy(show, table, row),
    asFiled(show, table, row),
  ].filter((part) => part !== null);
}
