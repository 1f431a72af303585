/* A phone's answers: each stands somewhere, a restart has them sent again, a reset forgets them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { phoneAnswers } from "../../classroom/phone_answers.js";

function counted() {
  const answers = phoneAnswers("");
  answers.meet("first", 0);
  answers.choose("lesson", 2, 1, false);
  answers.settle(answers.waiting(), "counted");
  return answers;
}

test("an answer waits until it is counted", () => {
  const answers = phoneAnswers("");
  answers.meet("first", 0);
  answers.choose("lesson", 2, 1, false);
  assert.deepEqual(answers.waiting().choices, [1]);
  answers.settle(answers.waiting(), "counted");
  assert.equal(answers.waiting(), null);
  assert.equal(answers.of("lesson", 2).standing, "counted");
});

test("a second choice takes the place of the first, or stands beside it where several may be chosen", () => {
  const answers = counted();
  answers.choose("lesson", 2, 3, false);
  assert.deepEqual(answers.waiting().choices, [3]);
  answers.choose("lesson", 4, 2, true);
  answers.choose("lesson", 4, 0, true);
  assert.deepEqual(answers.of("lesson", 4).choices, [0, 2]);
  answers.choose("lesson", 4, 2, true);
  assert.deepEqual(answers.of("lesson", 4).choices, [0]);
});

test("what was changed while it was sent is sent as it is now", () => {
  const answers = counted();
  answers.choose("lesson", 2, 0, false);
  const sent = answers.waiting();
  answers.choose("lesson", 2, 3, false);
  answers.settle(sent, "counted");
  assert.deepEqual(answers.waiting().choices, [3]);
});

test("after a restart all that was counted is sent again, what was late is not", () => {
  const answers = counted();
  answers.choose("lesson", 4, 0, false);
  answers.settle(answers.waiting(), "late");
  assert.equal(answers.meet("second", 0), false);
  assert.equal(answers.waiting().part, 2);
  answers.settle(answers.waiting(), "counted");
  assert.equal(answers.waiting(), null);
  answers.meet("second", 0);
  assert.equal(answers.waiting(), null);
});

test("a reset forgets all, also one between a restart and the first word after it", () => {
  const answers = counted();
  assert.equal(answers.meet("first", 1), true);
  assert.equal(answers.of("lesson", 2), null);
  assert.equal(answers.meet("first", 1), false);
  assert.equal(counted().meet("second", 1), true);
  assert.equal(phoneAnswers("").meet("first", 3), false);
});

test("a page that is loaded again has the same answers, and what is no answer is left out", () => {
  const again = phoneAnswers(counted().text());
  assert.equal(again.of("lesson", 2).standing, "counted");
  assert.equal(again.meet("first", 0), false);
  for (const text of ["", "{", "null", "7", '{"boot":"x","resets":0,"answers":[{"lesson":1},null]}']) {
    assert.equal(phoneAnswers(text).waiting(), null);
  }
});
