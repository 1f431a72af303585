import assert from "node:assert/strict";
import { test } from "node:test";
import { changedState, numberIn, readState, writeState } from "../../../linkage/book/scripts/hash_state.js";
import { lightsAfter, lightsOnDay, lightsUnder } from "../../../linkage/book/scripts/lights.js";

test("a book's address is read as it was written", () => {
  const state = { page: "what-if", story: "court-fine", "what-if": "forget:subscribers.national-id", theme: "light" };
  const text = writeState(state);
  assert.equal(text, "page=what-if&story=court-fine&what-if=forget:subscribers.national-id&theme=light");
  assert.deepEqual(readState("#" + text), state);
});

test("values with signs of their own come back whole", () => {
  const state = { why: "a&b=c <d>#e%", join: "s1" };
  assert.deepEqual(readState(writeState(state)), state);
});

test("what an address doesn't know is left out", () => {
  assert.deepEqual(readState("#__proto__=1&constructor=2&wave=3&wave=4&page="), { wave: "3" });
});

test("another page keeps the story and forgets the place", () => {
  const state = { page: "why", story: "officer", why: "loan", step: "2", "what-if": "drop:phone" };
  assert.deepEqual(changedState(state, { page: "join" }), {
    page: "join",
    story: "officer",
    "what-if": "drop:phone",
  });
});

test("another story stays on the page and begins at its start", () => {
  const state = { page: "stage", story: "officer", wave: "3", "on-day": "4" };
  assert.deepEqual(changedState(state, { story: "court-fine" }), { page: "stage", story: "court-fine" });
});

test("a blank takes a field away", () => {
  assert.deepEqual(changedState({ wave: "2", step: "1" }, { step: "" }), { wave: "2" });
});

test("a number out of its range, or none, is the fallback", () => {
  const said = ["3", "9", "-1", "1e1", "٣", "", undefined].map((text) => numberIn(text, 0, 5, 7));
  assert.deepEqual(said, [3, 7, 7, 7, 7, 7, 7]);
});

const step = (day, until, ...lights) => ({ day, until, lights, accounts: [] });
const STORY = {
  parts: ["database:a", "link:a-to-b", "database:b", "service:x", "link:new"],
  steps: [step(0, null, [0]), step(1, 9, [1], [2, "wrong"]), step(2, 2, [3, "refuse"])],
  changes: {
    outcomes: [
      { gone: [3], lit: [[2]] },
      { gone: [], lit: [[4]] },
    ],
    switches: [[0, 1], [1]],
    wide: [1],
    absent: { 1: [] },
    absent_before: [4],
  },
};
const plain = (lights) => Object.fromEntries([...lights].map(([part, names]) => [part, [...names].sort().join(" ")]));

test("the steps so far are lit, and the last of them are new", () => {
  assert.deepEqual(plain(lightsAfter(STORY, 2, 1)), {
    "database:a": "on",
    "link:a-to-b": "now on",
    "database:b": "now on wrong",
  });
});

test("on a day what is in force is lit and what has ended says so; what never was in force is dark", () => {
  assert.deepEqual(plain(lightsOnDay(STORY, 9)), {
    "database:a": "on",
    "link:a-to-b": "ended",
    "database:b": "ended wrong",
  });
});

test("under a switch what is gone is dark, and what it takes out is off", () => {
  const lights = plain(lightsUnder(STORY, 0, true));
  assert.deepEqual(lights, { "database:a": "on", "database:b": "now on", "link:a-to-b": "off on" });
});

test("what only a reading has is absent before it", () => {
  assert.equal(plain(lightsUnder(STORY, 1, false))["link:new"], "absent");
  assert.equal(plain(lightsUnder(STORY, 1, true))["link:new"], "now on");
});
