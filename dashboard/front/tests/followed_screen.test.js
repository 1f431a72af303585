import assert from "node:assert/strict";
import { test } from "node:test";
import { followedScreen } from "../../classroom/followed_screen.js";

const HERE = { title: "A court fine", place: 1, places: 4, whatIf: "", hidden: false, was: "" };
const heard = (...ids) => {
  const screen = followedScreen("");
  for (const id of ids) screen.hear(id, HERE, 0);
  return screen;
};

test("the only window is followed, and stays so when another opens", () => {
  const screen = heard("a");
  screen.settle(10);
  screen.hear("b", HERE, 20);
  screen.settle(30);
  assert.equal(screen.id(), "a");
  assert.equal(screen.standing(40), "with");
});

test("of several none is followed before one is chosen", () => {
  const screen = heard("a", "b");
  screen.settle(10);
  assert.equal(screen.standing(10), "choose");
  screen.follow("b");
  assert.equal(screen.id(), "b");
});

test("of several the only one that can be seen is followed", () => {
  const screen = heard("a");
  screen.hear("b", { ...HERE, hidden: true }, 0);
  screen.settle(10);
  assert.equal(screen.id(), "a");
});

test("a closed window is said, and no other takes its place", () => {
  const screen = heard("a");
  screen.settle(10);
  screen.hear("b", HERE, 20);
  screen.close("a");
  screen.settle(30);
  assert.equal(screen.standing(30), "closed");
  assert.equal(screen.last()?.title, "A court fine");
  assert.deepEqual(
    screen.windows().map(({ id }) => id),
    ["b"],
  );
});

test("a window that is loaded again is followed on, a copy of it that was open before is not", () => {
  const screen = heard("a");
  screen.settle(10);
  screen.hear("copy", { ...HERE, was: "a" }, 20);
  screen.close("a");
  screen.hear("copy", { ...HERE, was: "a" }, 30);
  assert.equal(screen.standing(30), "closed");
  screen.hear("again", { ...HERE, was: "a" }, 40);
  assert.equal(screen.id(), "again");
});

test("a window that says nothing for five seconds is lost, and found again by a word", () => {
  const screen = heard("a");
  screen.settle(10);
  assert.equal(screen.standing(5001), "lost");
  screen.hear("a", HERE, 6000);
  assert.equal(screen.standing(6001), "with");
});

test("after a reload the same window is followed, unless it is gone", () => {
  const same = followedScreen("a");
  for (const id of ["a", "b"]) same.hear(id, HERE, 0);
  same.settle(10);
  assert.equal(same.id(), "a");
  const gone = followedScreen("a");
  gone.hear("b", HERE, 0);
  gone.settle(10);
  assert.equal(gone.id(), "b");
});
