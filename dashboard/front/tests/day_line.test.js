import assert from "node:assert/strict";
import { test } from "node:test";
import { dayAt, placeOf, stretchOf } from "../../pages/stage/day_line.js";

const STOPS = [0, 1, 30, 730];

test("a day lies in the stretch that began last", () => {
  assert.deepEqual(
    [0, 1, 29, 30, 9999].map((day) => stretchOf(STOPS, day)),
    [0, 1, 1, 2, 3],
  );
});

test("the line goes from the first change to the last, and ever onward", () => {
  const places = [0, 1, 2, 29, 30, 31, 729, 730].map((day) => placeOf(STOPS, day));
  assert.equal(places[0], 0);
  assert.equal(places.at(-1), 1);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.equal(placeOf(STOPS, 9999), 1);
});

test("a place on the line names the day that stands there", () => {
  for (let day = 0; day <= 730; day += 1) assert.equal(dayAt(STOPS, placeOf(STOPS, day)), day);
});

test("where nothing ever changes there is one place and one day", () => {
  assert.equal(placeOf([0], 12), 0);
  assert.equal(dayAt([0], 0.7), 0);
});
