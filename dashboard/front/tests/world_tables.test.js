/* Rows of a world's tables: what is found in them, and their order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, prepare, sorted } from "../../pages/world/world_tables.js";

const column = (head, kind, to = "") => ({ head, kind, to, title: head, meaning: "", blank: "" });
const row = (id, title, ...cells) => ({ id, title, cells, quotes: [], facts: [], tries: [] });

function world() {
  const databases = {
    id: "databases",
    columns: [column("name", "text"), column("days", "days")],
    rows: [row("b", "Bank", "Bank", "9"), row("r", "Rail", "Rail", ""), row("c", "Court", "Court", "100")],
  };
  const links = {
    id: "links",
    columns: [column("sender", "ref", "databases")],
    rows: [row("b-r", "Bank → Rail", "b")],
  };
  const show = { tables: [databases, links], said: { everything: "everything" } };
  prepare(show);
  return show;
}

const ids = (rows) => rows.map(({ id }) => id).join(" ");

test("numbers are sorted as numbers, and blanks come last whichever way", () => {
  const show = world();
  const [table] = show.tables;
  const order = (sorting) => ids(sorted(show, table, table.rows, sorting));
  assert.equal(order(undefined), "b r c");
  assert.equal(order({ head: "days", down: false }), "b c r");
  assert.equal(order({ head: "days", down: true }), "c b r");
  assert.equal(order({ head: "", down: false }), "b c r");
});

test("a row is found by the names of the rows that it names, and only by all words", () => {
  const [databases, links] = world().tables;
  assert.equal(ids(matching(links.rows, "BANK rail")), "b-r");
  assert.equal(ids(matching(links.rows, "bank court")), "");
  assert.equal(ids(matching(databases.rows, " ")), "b r c");
});
