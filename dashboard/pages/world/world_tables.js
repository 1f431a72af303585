/* A world's tables as data: what their cells name, which rows have the words looked for, and in which order. Shows nothing. */

const NAMED = ["ref", "refs", "carries", "quotes", "when"]; // kinds of columns whose cells name rows elsewhere

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
export function chineseName(table, row) {
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
export function namesIn(show, column, text) {
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

/** What names are shown as. */
export const labelsOf = (/** @type {NamedRow[]} */ names) => names.map(({ label }) => label);

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

/**
 * The rows of another table that name a row.
 * @param {WorldAnswer} show
 * @param {WorldTable} other
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
export function rowsNaming(show, other, table, row) {
  const columns = [...other.byHead.values()].filter(
    ({ kind, to }) => kind === "chain" || to.split("|").includes(table.id),
  );
  const isIt = (/** @type {NamedRow} */ named) => named.table === table.id && named.id === row.id;
  return other.rows.filter(({ cells }) =>
    columns.some((column) => namesIn(show, column, cells[column.place]).some(isIt)),
  );
}
