/* How far a phone shows a story. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toldAt } from "../../classroom/phone_story.js";

const row = (name, at, more = {}) => ({
  name,
  at,
  service: name,
  whom: "",
  counts: name,
  sentence: name + ".",
  ...more,
});
const story = {
  opening: "It begins.",
  difference: "",
  waves: [
    { end: 1, sentence: "One." },
    { end: 3, sentence: "Two." },
  ],
  steps: [{ sentence: "a" }, { sentence: "b" }, { sentence: "c" }],
  rows: [row("door 10", 2), row("door 9", 3), row("door 1", 1), row("named", 1, { counts: "", service: "" })],
  days: [
    { from: 2, sentence: "Day two.", shut: 1, closed: ["door 1"] },
    { from: 9, sentence: "All open.", shut: 0, closed: [] },
  ],
};
const names = (told) => told.rows.map(({ name }) => name);

test("nothing has happened at the start", () => {
  assert.deepEqual(toldAt(story, { wave: 0, step: 0 }), { sentence: "It begins.", rows: [], number: 0 });
});

test("after a wave stands what it closed, the newest first, in the order of people", () => {
  const told = toldAt(story, { wave: 2, step: 0 });
  assert.equal(told.sentence, "Two.");
  assert.deepEqual(names(told), ["door 9", "door 10", "door 1", "named"]);
  assert.equal(told.number, 3);
});

test("a single step shows what it did, and its own sentence", () => {
  const told = toldAt(story, { wave: 1, step: 1 });
  assert.equal(told.sentence, "b");
  assert.deepEqual(names(told), ["door 10", "door 1", "named"]);
});

test("a place behind the end is the end", () => {
  assert.equal(toldAt(story, { wave: 99, step: 99 }).rows.length, 4);
  assert.equal(toldAt(story, { wave: 0, step: 99 }).rows.length, 2);
});

test("a day shows what is closed on it", () => {
  assert.deepEqual(toldAt(story, { day: 5 }), { sentence: "Day two.", rows: [story.rows[2]], number: 1 });
  assert.equal(toldAt(story, { day: 20 }).sentence, "All open.");
  assert.equal(toldAt(story, { day: 0 }).sentence, "It begins.");
});

test("where one door is explained, it comes first", () => {
  const told = toldAt(story, { whole: true, why: "door 1" });
  assert.equal(told.sentence, "door 1.");
  assert.equal(names(told)[0], "door 1");
});
