import "./declared.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { beyond, meant, noChoice, remarksOn } from "../../state/strict_values.js";

const NO_NUMBERS = [
  "1e9",
  "60days",
  "2nd",
  " 5",
  "5 ",
  "+5",
  "0x10",
  "\u0663",
  "-1",
  "1.0",
  "1,000",
  "10000",
  "99999999999",
];

for (const text of NO_NUMBERS) {
  test(`'${text}' is no number: its field stays at its default, and a remark names both`, () => {
    assert.deepEqual(meant({ wave: text, world: "tiny" }), { world: "tiny" });
    assert.deepEqual(remarksOn({ wave: text }, ["wave"]), [`'${text}' is no number for 'wave': it has to be small.`]);
  });
}

test("a plain number within its bounds and any text for a field that takes text are meant", () => {
  const fields = { wave: "9999", world: "1e9", stroy: "2nd" };
  assert.deepEqual(meant(fields), fields);
  assert.deepEqual(remarksOn(fields, ["wave", "world"]), []);
});

test("a blank value is its field's default, and gets no remark", () => {
  assert.deepEqual(remarksOn({ wave: "", theme: "" }, ["wave", "theme"]), []);
});

test("a word that is no choice gets a remark with the nearest one", () => {
  assert.deepEqual(meant({ theme: "Light" }), {});
  const remark = "There is no theme 'Light'. There is: dark, light. Did you mean 'light'?";
  assert.deepEqual(remarksOn({ theme: "Light" }, ["theme"]), [remark]);
  assert.equal(noChoice("table", "zebra", ["links"]), "There is no table 'zebra'. There is: links.");
});

test("a place behind the last one is said, with the last one", () => {
  const remark = "'9' is no number for 'wave': it has to be a whole number from 0 to 4.";
  assert.deepEqual(beyond({ wave: "9" }, "wave", 4), [remark]);
  assert.deepEqual(beyond({ wave: "4" }, "wave", 4), []);
  assert.deepEqual(beyond({ wave: "2nd" }, "wave", 4), []);
});
