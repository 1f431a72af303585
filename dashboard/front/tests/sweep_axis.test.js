import assert from "node:assert/strict";
import { test } from "node:test";
import { readAxis, writeAxis } from "../../pages/city/sweep_axis.js";

test("an axis is written as it was read", () => {
  const axis = { text: "share:courts-to-rail", from: "0", to: "1", step: "0.1" };
  assert.deepEqual(readAxis("share:courts-to-rail=0..1/0.1"), axis);
  assert.equal(writeAxis(axis), "share:courts-to-rail=0..1/0.1");
});

test("without a step it goes by ones", () => {
  assert.equal(readAxis("delay:*=0..30")?.step, "1");
});

test("what is no axis is none", () => {
  assert.equal(readAxis("drop:phone"), null);
  assert.equal(readAxis(undefined), null);
});
