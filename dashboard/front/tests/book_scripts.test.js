import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, withoutUnknown } from "../../../linkage/book/scripts/address_remarks.js";
import {
  changedState,
  numberIn,
  readState,
  unreadFields,
  writeState,
} from "../../../linkage/book/scripts/hash_state.js";
import { chosenOutcome } from "../../../linkage/book/scripts/why_page.js";
import { lightsAfter, lightsOnDay, lightsUnder } from "../../../linkage/book/scripts/lights.js";

test("a book's address is read as it was written", () => {
  const state = { page: "what-if", story: "court-fine", "what-if": "forget:subscribers.national-id", theme: "light" };
  const text = writeState(state);
  assert.equal(text, "page=what-if&story=court-fine&what-if=forget:subscribers.national-id&theme=light");
  assert.deepEqual(readState("#" + text), state);
});

test("values with signs of their own come back whole", () => {
  const state = { why: "a&b=c <d>#e%", join: "s1" };
  assert.deepEqual(readState(writeState(state)), state);
});

test("what an address doesn't know is left out", () => {
  assert.deepEqual(readState("#__proto__=1&constructor=2&wave=3&wave=4&page="), { wave: "3" });
});

test("another page keeps the story and forgets the place", () => {
  const state = { page: "why", story: "officer", why: "loan", step: "2", "what-if": "drop:phone" };
  assert.deepEqual(changedState(state, { page: "join" }), {
    page: "join",
    story: "officer",
    "what-if": "drop:phone",
  });
});

test("another story stays on the page and begins at its start", () => {
  const state = { page: "stage", story: "officer", wave: "3", "on-day": "4" };
  assert.deepEqual(changedState(state, { story: "court-fine" }), { page: "stage", story: "court-fine" });
});

test("a blank takes a field away", () => {
  assert.deepEqual(changedState({ wave: "2", step: "1" }, { step: "" }), { wave: "2" });
});

test("a number out of its range, or none, is the fallback", () => {
  const said = ["3", "9", "-1", "1e1", "٣", "", undefined].map((text) => numberIn(text, 0, 5, 7));
  assert.deepEqual(said, [3, 7, 7, 7, 7, 7, 7]);
});

const NAMED = {
  stories: [
    {
      id: "court-fine",
      subject: "R1",
      steps: [{ id: "s1" }, { id: "s2" }],
      waves: [{ end: 1 }, { end: 2 }],
      closed: [{ service: "loan", effect: 0 }],
      effects: [{ service: "loan", rule: "refuse-loan", subject: "R1", proof: [0, 1] }],
      open: [["flight", "no way"]],
      joins: [{ place: 1 }],
    },
  ],
  switches: [{ text: "drop:phone" }],
  lessons: [{ id: "one", stops: [{}, {}] }],
  tours: [],
};
const PAGES = ["stage", "why", "join", "what-if", "city", "lessons", "about"];
const filled = (label, values = {}) => [label, ...Object.values(values)].join("|");
const remarked = (text) => withoutUnknown(NAMED, PAGES, readState(text), filled);

test("a misspelt value is left out of the state, and its nearest name is said", () => {
  assert.deepEqual(remarked("story=court-fien&wave=2"), {
    remark: "no_such_near|field_story|court-fien|court-fine first_instead",
    state: { wave: "2" },
  });
  assert.deepEqual(remarked("page=why&why=laon").remark, "no_such_near|field_why|laon|loan first_instead");
});

test("where nothing is asked, the first outcome is shown, and no effect without a service", () => {
  const all = [
    { id: "loan", effect: { service: "loan" } },
    { id: "publish", effect: { service: "" } },
    { id: "open:flight", effect: null },
  ];
  const shown = ["", "publish", "flight", "loan"].map((asked) => chosenOutcome(all, asked).id);
  assert.deepEqual(shown, ["loan", "publish", "open:flight", "loan"]);
});

test("every field of an address is held against what there is", () => {
  const wrong = {
    "page=wyh": "no_such_near|field_page|wyh|why first_instead",
    "wave=3": "no_number|field_wave|3|0|2",
    "wave=1&step=1": "no_number|field_step|1|0|0",
    "on-day=soon": "no_number|field_on-day|soon|0|999999",
    "page=why&step=9": "no_number|field_step|9|0|2",
    "page=join&join=s3": "no_such|field_join|s3|s2 first_instead",
    "what-if=drop:fone": "no_such_near|field_what-if|drop:fone|drop:phone",
    "drawing=accuonts": "no_such_near|field_drawing|accuonts|accounts",
    "side=x": "no_such|field_side|x|before, after",
    "theme=drak": "no_such_near|field_theme|drak|dark",
    "page=lessons&lesson=two": "no_such|field_lesson|two|one",
    "page=lessons&lesson=one&part=3": "no_number|field_part|3|0|2",
    "tour=x": "none_such|field_tour|x",
  };
  for (const [text, remark] of Object.entries(wrong)) assert.equal(remarked(text).remark, remark, text);
  for (const text of ["", "story=court-fine&wave=2", "page=why&why=flight", "page=why&why=open:flight&step=0"]) {
    assert.deepEqual(remarked(text), { remark: "", state: readState(text) });
  }
  assert.deepEqual(unreadFields("#stroy=court-fine&wave=1"), ["stroy"]);
});

test("what is like nothing that there is has no nearest name", () => {
  assert.equal(nearest("zebra", ["court-fine", "loan"]), "");
  assert.equal(nearest("LOAN", ["court-fine", "loan"]), "loan");
});

const step = (day, until, ...lights) => ({ day, until, lights, accounts: [] });
const STORY = {
  parts: ["database:a", "link:a-to-b", "database:b", "service:x", "link:new"],
  steps: [step(0, null, [0]), step(1, 9, [1], [2, "wrong"]), step(2, 2, [3, "refuse"])],
  changes: {
    outcomes: [
      { gone: [3], lit: [[2]] },
      { gone: [], lit: [[4]] },
    ],
    switches: [[0, 1], [1]],
    wide: [1],
    absent: { 1: [] },
    absent_before: [4],
  },
};
const plain = (lights) => Object.fromEntries([...lights].map(([part, names]) => [part, [...names].sort().join(" ")]));

test("the steps so far are lit, and the last of them are new", () => {
  assert.deepEqual(plain(lightsAfter(STORY, 2, 1)), {
    "database:a": "on",
    "link:a-to-b": "now on",
    "database:b": "now on wrong",
  });
});

test("on a day what is in force is lit and what has ended says so; what never was in force is dark", () => {
  assert.deepEqual(plain(lightsOnDay(STORY, 9)), {
    "database:a": "on",
    "link:a-to-b": "ended",
    "database:b": "ended wrong",
  });
});

test("under a switch what is gone is dark, and what it takes out is off", () => {
  const lights = plain(lightsUnder(STORY, 0, true));
  assert.deepEqual(lights, { "database:a": "on", "database:b": "now on", "link:a-to-b": "off on" });
});

test("what only a reading has is absent before it", () => {
  assert.equal(plain(lightsUnder(STORY, 1, false))["link:new"], "absent");
  assert.equal(plain(lightsUnder(STORY, 1, true))["link:new"], "now on");
});
