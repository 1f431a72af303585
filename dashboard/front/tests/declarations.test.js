import "./declared.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { declarations } from "../../state/declarations.js";

test("each field is asked by all pages, by one, or by none", () => {
  const { question, places, display, own } = declarations();
  assert.deepEqual(question, ["world", "what-if", "seed"]);
  assert.deepEqual(places, ["wave", "theme"]);
  assert.deepEqual(display, ["names"]);
  assert.deepEqual(own, { stage: [], why: ["why"], lessons: [] });
});

test("only what has a default has one, and names are shown in the declared ways", () => {
  const { defaults, ways } = declarations();
  assert.deepEqual(defaults, { seed: "1", wave: "0", theme: "dark", names: "en" });
  assert.deepEqual(ways, ["en", "both", "zh"]);
});

test("a field says what its value is about", () => {
  const { ofAnswer, ofWorld } = declarations();
  assert.deepEqual(ofAnswer, ["wave", "why"]);
  assert.deepEqual(ofWorld, ["what-if", "seed"]);
});
