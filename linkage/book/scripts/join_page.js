/* A match as a join: the rows of both tables, the values that they share, the SQL, and who learns of it. */
import { badge, fewQuotations, folded, goButton, keyList, make } from "./elements.js";

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function joinPage(context) {
  const { book, story, state, say } = context;
  const id = (/** @type {BookJoin} */ join) => story.steps[join.place].id;
  const place = Math.max(
    0,
    story.joins.findIndex((join) => id(join) === state.join),
  );
  const chosen = story.joins[place];
  const at = (/** @type {number} */ number) => ({
    join: id(story.joins[Math.min(Math.max(0, number), story.joins.length - 1)]),
  });
  const { databases } = book.names;
  const list = story.joins.map((join) => {
    const text = databases[join.from] + " → " + databases[story.steps[join.place].database];
    const attributes = { class: "plain", "aria-current": join === chosen ? "true" : null };
    const wrong = join.wrong && make("b", { class: "wrong" }, " " + say("wrong"));
    return make("li", {}, goButton("join:" + id(join), { join: id(join) }, attributes, text), wrong);
  });
  if (!chosen) return { content: [make("section", { class: "text" }, make("p", {}, say("no_joins")))] };
  return {
    content: [
      make("section", { class: "shown" }, ...joinView(context, chosen)),
      make(
        "section",
        { class: "beside", tabindex: 0, "aria-label": say("joins") },
        make("h2", {}, say("joins")),
        make("ol", { class: "choices" }, ...list),
      ),
    ],
    next: at(place + 1),
    back: at(place - 1),
    first: at(0),
    last: at(story.joins.length - 1),
  };
}

/**
 * One join.
 * @param {BookContext} context
 * @param {BookJoin} join
 */
function joinView(context, join) {
  const { story, say } = context;
  const step = story.steps[join.place];
  const title = join.wrong ? say("join_wrong") : step.wrong ? say("join_passes") : say("join_right");
  return [
    make("h2", { class: "question" }, step.sentence),
    make(
      "p",
      { class: "basis" },
      make("span", {}, say("day", { day: step.day })),
      ...keyList(step.keys),
      badge(step.status, step.badge),
      make("b", { class: join.wrong || step.wrong ? "wrong" : "soft" }, title),
    ),
    ...join.tables.map((table, number) => tableView(context, table, number, join.tables.length)),
    make(
      "dl",
      { class: "sees" },
      make("dt", {}, say("clerk")),
      make("dd", {}, join.clerk),
      make("dt", {}, say("person")),
      make("dd", {}, join.person),
    ),
    ...fewQuotations(context, step.quotes),
    folded(say("sql"), make("pre", { tabindex: 0 }, join.sql)),
  ];
}

/**
 * A table of a join: some of its rows, with the cells that join marked.
 * @param {BookContext} context
 * @param {BookTable} table
 * @param {number} number
 * @param {number} count
 */
function tableView({ book, say }, table, number, count) {
  const role = number === 0 ? say("source") : number === count - 1 ? say("target") : say("register");
  const head = table.columns.map(([look, id]) =>
    make("th", { scope: "col", class: "key " + look }, book.names.identifiers[id] || id),
  );
  const rows = table.rows.map((row, place) => {
    const cells = row.map((cell, column) => {
      const joined = place === table.row && table.joined.includes(column - 2);
      const look = joined ? "joined key " + table.columns[column - 2][0] : "";
      return make("td", { class: look }, column === 0 ? cell.split("/").pop() || "" : cell);
    });
    return make("tr", { class: place === table.row ? "used" : "" }, ...cells);
  });
  const { databases, agencies } = book.names;
  return make(
    "div",
    { class: "table", tabindex: 0, role: "group", "aria-label": databases[table.database] },
    make(
      "table",
      {},
      make(
        "caption",
        {},
        make("b", {}, databases[table.database]),
        " " + agencies[table.database] + " · " + role,
        table.opened && " · " + say("opened"),
      ),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col" }, say("account")),
          make("th", { scope: "col" }, say("whose")),
          ...head,
        ),
      ),
      make("tbody", {}, ...rows),
    ),
  );
}
