import assert from "node:assert/strict";
import { test } from "node:test";
import { has, numberIn, readingOf, split, toggled, withNumber, without } from "../../state/what_if_text.js";

test("parts stand between commas, blanks around them are nothing", () => {
  assert.deepEqual(split(" drop:phone , ,off:rule "), ["drop:phone", "off:rule"]);
});

test("a switch adds its part behind the others, and takes it away again", () => {
  assert.equal(toggled("drop:phone", "off:rule", "plan"), "drop:phone,off:rule");
  assert.equal(toggled("drop:phone,off:rule", "drop:phone", "plan"), "off:rule");
});

test("a switch of several parts is on only when all of them stand there", () => {
  assert.equal(has("cut:a", "cut:a,cut:b", "plan"), false);
  assert.equal(toggled("cut:a", "cut:a,cut:b", "plan"), "cut:a,cut:b");
  assert.equal(toggled("cut:a,cut:b,off:c", "cut:a,cut:b", "plan"), "off:c");
});

test("a reading stands in front, and the plain one isn't said", () => {
  assert.equal(readingOf("drop:phone", "plan"), "reading:plan");
  assert.equal(toggled("drop:phone", "reading:press", "plan"), "reading:press,drop:phone");
  assert.equal(toggled("reading:press,drop:phone", "reading:plan", "plan"), "drop:phone");
  assert.equal(toggled("reading:press,drop:phone", "reading:press", "plan"), "drop:phone");
});

test("a number is set, read and taken out", () => {
  assert.equal(withNumber("drop:phone,expire:*=9", "expire:*", "365"), "drop:phone,expire:*=365");
  assert.equal(numberIn("drop:phone,expire:*=365", "expire:*"), "365");
  assert.equal(numberIn("drop:phone", "expire:*"), "");
  assert.equal(withNumber("drop:phone,expire:*=9", "expire:*", ""), "drop:phone");
});

test("one part is taken out, or several", () => {
  assert.equal(without("cut:a,cut:b", "cut:a"), "cut:b");
  assert.equal(without("cut:a,off:c,cut:b", "cut:a,cut:b"), "off:c");
});
