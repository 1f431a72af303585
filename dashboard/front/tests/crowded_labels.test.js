import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../../shell/crowded_labels.js";

const boxes = (/** @type {number[]} */ ...lefts) => lefts.map((left) => ({ left, right: left + 40 }));

test("labels that would touch one before them give way", () => {
  assert.deepEqual([...standing(boxes(0, 20, 50, 70, 100), [])], [0, 2, 4]);
});

test("a label that has to stand is given room by all others", () => {
  assert.deepEqual([...standing(boxes(0, 20, 50, 70, 100), [3])].sort(), [0, 3]);
});

test("of two that have to stand and touch, the first one stands", () => {
  assert.deepEqual([...standing(boxes(0, 20), [1, 0])], [1]);
});
