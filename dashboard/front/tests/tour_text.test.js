/* A recorded tour as the text of a file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tourFileName, tourText } from "../../tours/tour_text.js";

test("a recorded talk is a title, a world, and a table for each stop", () => {
  const stops = [
    { say: "One.", at: "/?story=court-fine&wave=1", note: "", walk: 0 },
    { say: 'He said "no"\nand left\u007f', at: "/why?why=flight", note: "back\\slash", walk: 2 },
  ];
  assert.equal(
    tourText({ title: " A talk ", world: "tiny", stops }, "Untitled"),
    'title = "A talk"\nworld = "tiny"\n\n[[stops]]\nsay = "One."\nat = "/?story=court-fine&wave=1"\n\n' +
      '[[stops]]\nsay = "He said \\"no\\"\\nand left\\u007f"\nat = "/why?why=flight"\nwalk = 2\nnote = "back\\\\slash"\n',
  );
});

test("a talk without a title gets one, and an empty sentence is no blank", () => {
  const text = tourText({ title: "", world: "tiny", stops: [{ say: " ", at: "/", note: " ", walk: 0 }] }, "My talk");
  assert.equal(text, 'title = "My talk"\nworld = "tiny"\n\n[[stops]]\nsay = "…"\nat = "/"\n');
});

test("a file is named by small letters, digits and hyphens of the title", () => {
  assert.equal(tourFileName("Über Li: 16 doors!"), "uber-li-16-doors.toml");
  assert.equal(tourFileName("一条记录"), "my-talk.toml");
  assert.equal(tourFileName("x".repeat(200)), "x".repeat(60) + ".toml");
});
