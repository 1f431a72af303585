/* The scripts as a whole: what imports what. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const DASHBOARD = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const ENTRIES = ["front/main.js", "classroom/board.js", "classroom/presenter.js", "classroom/phone.js"];
const APART = /^front\/(?!main\.|lit\.)|node_modules/; // tools and tests, which no page loads

const files = readdirSync(DASHBOARD, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
const ours = files.filter((path) => /\.(js|css)$/.test(path) && !APART.test(path));
const text = new Map(ours.map((path) => [path, readFileSync(join(DASHBOARD, path), "utf8")]));

/** What a file imports: each path, and which names of it (all: "*"). */
function importsOf(path) {
  const pattern = /^(?:import|export)(?: ([^"]*?) from)? "(\..*?)";|^@import "(.*?)";/gm;
  return [...text.get(path).matchAll(pattern)].map(([, names = "", module, sheet]) => ({
    names:
      /\{([\s\S]*)\}/
        .exec(names)?.[1]
        .split(",")
        .map((name) => name.trim().split(" as ")[0])
        .filter(Boolean) ?? [],
    space: /\* as (\w+)/.exec(names)?.[1],
    path: relative(DASHBOARD, join(DASHBOARD, dirname(path), module ?? sheet)).replaceAll("\\", "/"),
  }));
}

function reached(paths, seen = new Set()) {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    reached(
      importsOf(path).map((each) => each.path),
      seen,
    );
  }
  return seen;
}

/** The first circle of imports on the way from a file, if there is one. */
function circle(path, way = []) {
  if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
  for (const next of importsOf(path)) {
    const found = circle(next.path, [...way, path]);
    if (found) return found;
  }
  return null;
}

test("every script and every style sheet is reached from an entry", () => {
  const there = reached([...ENTRIES, "front/main.css", "classroom/presenter.css", "classroom/phone.css"]);
  assert.deepEqual(
    ours.filter((path) => !there.has(path)),
    [],
  );
});

test("no script imports itself, however far round", () => {
  for (const entry of ENTRIES) assert.equal(circle(entry), null);
});

test("whatever is exported is imported somewhere", () => {
  const used = new Set();
  for (const path of ours) {
    for (const { names, space, path: module } of importsOf(path)) {
      for (const name of names) used.add(module + " " + name);
      if (!space) continue;
      for (const [, name] of text.get(path).matchAll(new RegExp("(?<!\\w|\\w\\.)" + space + "\\.(\\w+)", "g"))) {
        used.add(module + " " + name);
      }
    }
  }
  const exported = ours.flatMap((path) =>
    [...text.get(path).matchAll(/^export (?:async )?(?:const|function) (\w+)/gm)].map(([, name]) => path + " " + name),
  );
  assert.deepEqual(
    exported.filter((name) => !used.has(name)),
    [],
  );
});

test("no two scripts have one name, pages aside", () => {
  const names = ours
    .filter((path) => path.endsWith(".js"))
    .map((path) => basename(path))
    .filter((name) => name !== "page.js");
  assert.deepEqual(
    names.filter((name, place) => names.indexOf(name) !== place),
    [],
  );
});

test("every exported function says what it does", () => {
  for (const path of ours) {
    const bare = [...text.get(path).matchAll(/(\*\/\n)?^export (?:async )?(?:const|function) (\w+)/gm)].filter(
      ([, comment]) => !comment,
    );
    assert.deepEqual(
      bare.map(([, , name]) => path + " " + name),
      [],
    );
  }
});
