/* The live map's view: which telling, how far, and which parts are lit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepsKey, litParts, moved, viewOf } from "../../../linkage/widget/scripts/live_view.js";

const step = (...parts) => ({ lights: parts.map((part) => [part]), accounts: [] });
const STORY = { steps: [step(0), step(1), step(2)], parts: ["a", "b", "door"] };
const CHANGE = {
  steps: [step(0)],
  parts: ["a", "b", "door", "new"],
  opened: [["door", "Door"]],
  off: [1],
  absent: [],
  absent_before: [3],
};
const model = (fields) => ({ get: (name) => ({ story: STORY, reply: { change: {} }, ...fields })[name] });
const plain = (lights) => Object.fromEntries([...lights].map(([part, names]) => [part, [...names].sort().join(" ")]));

test("the steps so far are on, the last one is new", () => {
  const view = viewOf(model({ side: "before", position: 2 }));
  assert.deepEqual(plain(litParts(view)), { a: "on", b: "now on" });
});

test("before the first step nothing is lit", () => {
  assert.deepEqual(plain(litParts(viewOf(model({ side: "before", position: 0 })))), {});
});

test("a place beyond the steps is the last one", () => {
  assert.equal(viewOf(model({ side: "before", position: 9 })).position, 3);
  assert.equal(viewOf(model({ side: "after", position: 9, reply: { change: CHANGE } })).position, 1);
});

test("after a what-if what it takes out is off, and the doors that open are lit", () => {
  const view = viewOf(model({ side: "after", position: 1, reply: { change: CHANGE } }));
  assert.deepEqual(plain(litParts(view)), { a: "now on", b: "off", door: "opened" });
});

test("before it what it adds is absent and no door is opened", () => {
  const view = viewOf(model({ side: "before", position: 3, reply: { change: CHANGE } }));
  assert.deepEqual(plain(litParts(view)), { a: "on", b: "on", door: "now on", new: "absent" });
});

test("keys lead one step, or to both ends, and no further", () => {
  assert.deepEqual(
    ["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => moved(key, 1, 3)),
    [2, 0, 0, 3, null],
  );
  assert.equal(moved("ArrowRight", 3, 3), 3);
  assert.equal(moved("ArrowLeft", 0, 3), 0);
});

test("keys with Ctrl, Cmd or Alt are the notebook's; in the box only the one that saves is", () => {
  const pressed = (/** @type {string} */ key, held = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...held,
  });
  const cases = [
    [pressed("b"), true, true],
    [pressed("ArrowRight"), true, true],
    [pressed("s", { ctrlKey: true }), false, false],
    [pressed("S", { metaKey: true }), false, false],
    [pressed("a", { ctrlKey: true }), false, true],
    [pressed("ś", { altKey: true }), false, true],
    [pressed("s", { ctrlKey: true, altKey: true }), false, true],
  ];
  for (const [event, outside, inBox] of cases) {
    assert.deepEqual([keepsKey(event, false), keepsKey(event, true)], [outside, inBox]);
  }
});
