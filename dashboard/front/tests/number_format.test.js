import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, number, percent, percentAtLeast, signed, times } from "../../shell/number_format.js";

test("thousands stand apart", () => {
  assert.equal(number(22000000), "22,000,000");
});

test("a change has its sign; none is blank", () => {
  assert.equal(signed(1200, 100), "−1,100");
  assert.equal(signed(100, 1200), "+1,100");
  assert.equal(signed(5, 5), "");
});

test("a share never says more than there is, and near its ends it says more of it", () => {
  assert.equal(percent(0.256), "26%");
  assert.equal(percentAtLeast(0.256), "26%");
  assert.equal(percentAtLeast(0.0129), "1.2%");
  assert.equal(percentAtLeast(0.9999), "99.9%");
  assert.equal(percentAtLeast(1), "100%");
});

test("a factor has as many digits as it needs", () => {
  assert.deepEqual([0, 0.05, 0.5, 2.25, 12.4].map(times), ["×0", "×0.05", "×0.5", "×2.3", "×12"]);
});

test("names in a text are filled in; a name without a value stays", () => {
  assert.equal(fill("{count} of {all}: {count}", { count: 2, all: "$& 3" }), "2 of $& 3: 2");
  assert.equal(fill("day {day}", { day: null }), "day {day}");
  assert.equal(fill("{zero}", { zero: 0 }), "0");
});
