import "./declared.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { only, otherAnswer, otherWorld, parts, query, withReading, without } from "../../state/address_text.js";

test("fields are written in the declared order, and what stands at its default is left out", () => {
  assert.equal(query({ wave: 2, world: "tiny", seed: 1, names: "en" }), "?world=tiny&wave=2");
  assert.equal(query({ world: "", wave: 0, theme: "dark" }), "");
});

test("what means nothing comes last", () => {
  assert.equal(query({ stroy: "x", world: "tiny" }), "?world=tiny&stroy=x");
});

test("a what-if stays readable, and what would break an address is quoted", () => {
  assert.equal(query({ "what-if": "drop:phone,expire:*=365" }), "?what-if=drop:phone,expire:*=365");
  assert.equal(query({ world: "a b&c(d)'e'" }), "?world=a%20b%26c%28d%29%27e%27");
});

test("an address is read back as it was written, a plus as a plus", () => {
  const fields = { world: "小 b", "what-if": "isolate:a+b" };
  assert.deepEqual(parts(query(fields)), fields);
  assert.deepEqual(parts("?what-if=isolate:a+b"), { "what-if": "isolate:a+b" });
});

test("changes keep what is blank or at its default: they take it out of another address", () => {
  assert.equal(query({ wave: "", seed: 1 }, true), "?seed=1&wave=");
});

test("a part of an address is taken, or left out", () => {
  const search = "?world=tiny&wave=2&why=hotel";
  assert.equal(only(search, ["world", "why"]), "?world=tiny&why=hotel");
  assert.equal(without(search, ["wave"]), "?world=tiny&why=hotel");
});

test("a what-if gets another reading and keeps the rest", () => {
  assert.equal(withReading("reading:press,drop:phone", "plan"), "reading:plan,drop:phone");
  assert.equal(withReading("reading:press,drop:phone", ""), "drop:phone");
  assert.equal(withReading(undefined, "plan"), "reading:plan");
});

test("another record takes out what was about the last answer, another world what was about the last world too", () => {
  const said = { world: "tiny", "what-if": "drop:phone", seed: 2, wave: 3, why: "loan", theme: "light" };
  assert.equal(query({ ...said, ...otherAnswer() }), "?world=tiny&what-if=drop:phone&seed=2&theme=light");
  assert.equal(query({ ...said, ...otherWorld(), world: "beijing" }), "?world=beijing&theme=light");
});
