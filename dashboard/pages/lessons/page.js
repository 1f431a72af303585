/* Lessons: which step is shown, what was ticked, whether its answer is; all of it stands in the address. */
import { all, button, byId, first, hit, make } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import * as address from "../../state/address.js";
import { declarations } from "../../state/declarations.js";
import { beyond, noChoice } from "../../state/strict_values.js";
import * as lessonMap from "./lesson_map.js";
import * as predictionBars from "./prediction_bars.js";

/** @type {LessonsAnswer} */
let show;
let part = 1; // which step, from 1
/** @type {number[]} */
let guess = []; // which choices are ticked, from 0
let told = false; // whether the answer is shown
let hints = 0; // how many are shown
/** @type {Verdict | { waiting: true } | null} */
let verdict = null;
let focusTask = false; // whether the focus goes to the task once it is drawn
let sought = ""; // the lesson that was asked for while another page is shown

const stops = () => (show && show.lesson ? show.lesson.stops : []);
const stop = () => /** @type {LessonStop | undefined} */ (stops()[part - 1]);

/**
 * The step that an address names, from 1.
 * @param {Record<string, string>} fields
 */
const partOf = (fields) => Number(fields.part || 1);

/** How many choices this step has. */
const choiceCount = () => (stop()?.question || stop()?.puzzle)?.choices?.length || 0;

/** @param {string} text the place of a choice, from 1 */
const isChoice = (text) => /^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= choiceCount();

/**
 * Remarks on places of an address that this lesson does not have.
 * @param {Record<string, string>} fields
 */
function unfitting(fields) {
  const places = Array.from({ length: choiceCount() }, (_, place) => String(place + 1));
  const wrong = (fields.guess || "").split(",").filter((text) => text && !isChoice(text));
  const guesses = places.length ? wrong.map((text) => noChoice("guess", text, places)) : [];
  return show.lesson ? [...beyond(fields, "part", stops().length), ...guesses] : [];
}

/** Stand where the address says in this lesson. */
function stand() {
  const fields = address.now();
  part = Math.min(partOf(fields), Math.max(1, stops().length));
  const places = (fields.guess || "").split(",").filter(isChoice);
  guess = [...new Set(places.map((text) => Number(text) - 1))];
  told = fields.told === "yes";
  hints = 0;
  verdict = null;
}

function write() {
  address.write({
    part,
    guess: guess.map((place) => place + 1).join(","),
    told: told ? "yes" : "",
  });
}

// -- the parts of the page

/** @param {LessonEntry} lesson */
function listItem(lesson) {
  const title = make("span", "", lesson.title);
  const choice = button("lesson:" + lesson.id, "lesson-choice", title, make("small", "", lesson.minutes));
  if (show.lesson && lesson.id === show.lesson.id) choice.setAttribute("aria-current", "true");
  return make("li", "", choice);
}

function showList() {
  const worlds = [...new Set(show.lessons.map(({ world }) => world))];
  const sections = worlds.map((name) => {
    const items = show.lessons.filter(({ world }) => world === name).map(listItem);
    return make("section", "", make("h2", "", name), make("ul", "", ...items));
  });
  byId("lesson-list").replaceChildren(...sections);
}

/**
 * The choices as buttons that are ticked.
 * @param {string[]} labels
 * @param {boolean} several whether more than one may be
 * @param {number[] | null} right which are right; null: nobody says
 * @param {string[]} [misread] what somebody reads who takes a wrong one
 */
function choiceList(labels, several, right, misread = []) {
  const items = labels.map((label, place) => {
    const chosen = guess.includes(place);
    const isRight = told && right ? right.includes(place) : false;
    const box = make("span", several ? "box" : "box round", chosen ? "✕" : "");
    const choice = button(
      "tick:" + place,
      "guess" + (isRight ? " right" : ""),
      box,
      make("span", "what", label),
      isRight ? make("b", "is-right", "✔ " + show.said.right) : null,
      told && chosen && right ? make("em", "", show.said.yours) : null,
      told && right && !isRight && misread[place] ? make("small", "misread", misread[place]) : null,
    );
    choice.setAttribute("aria-pressed", String(chosen));
    return make("li", "", choice, stop()?.question ? predictionBars.bar(place) : null);
  });
  return make("ul", "guesses", ...items);
}

/**
 * @param {LessonQuestion} asked
 * @returns {Inside[]}
 */
function questionParts(asked) {
  const labels = show.said;
  const title = [make("h2", "", labels.question), make("p", "ask", asked.ask)];
  if (asked.cannot) return [...title, make("p", "blank", asked.cannot)];
  const how = make("p", "soft", asked.several ? labels.several : labels.one);
  const choices = choiceList(asked.choices, asked.several, asked.right, asked.misread);
  const parts = [...title, how, predictionBars.line(), choices];
  if (told) return [...parts, answerCard(asked)];
  const tools = make("div", "task-buttons", button("reveal", "button main", labels.reveal), hintButton(asked.hints));
  return [...parts, tools, hintList(asked.hints)];
}

/**
 * The button for the next hint; null where all are shown.
 * @param {string[]} texts
 */
function hintButton(texts) {
  const number = { number: hints + 1, total: texts.length };
  return hints < texts.length ? button("hint", "button", fill(show.said.hint, number)) : null;
}

/**
 * The hints that are shown.
 * @param {string[]} texts
 */
function hintList(texts) {
  const shown = texts.slice(0, hints).map((text, place) => {
    const number = fill(show.said.hint_number, { number: place + 1, total: texts.length });
    return make("li", "", make("small", "", number), " ", text);
  });
  const list = make("ol", "hints", ...shown);
  list.setAttribute("role", "status");
  return list;
}

/** @param {LessonQuestion} asked */
function answerCard(asked) {
  const labels = show.said;
  const hitAll = guess.length === asked.right.length && asked.right.every((place) => guess.includes(place));
  const guesses = guess.map((place) => asked.choices[place].replace(/\.$/, "")).join(", ");
  const card = make(
    "div",
    "card answer",
    make("h2", "", labels.answer),
    make("p", "large", asked.right.map((place) => asked.choices[place]).join(", ")),
    guess.length ? make("p", "soft", hitAll ? labels.hit : fill(labels.miss, { guess: guesses })) : null,
    make("p", "because", asked.because),
    make(
      "details",
      "",
      make("summary", "", labels.more),
      make("ul", "", ...asked.details.map((reason) => make("li", "", reason))),
      make("h3", "", labels.command),
      make("pre", "", make("code", "", asked.command)),
    ),
  );
  card.setAttribute("role", "status");
  return card;
}

/**
 * @param {LessonPuzzle} asked
 * @returns {Inside[]}
 */
function puzzleParts(asked) {
  const labels = show.said;
  const title = [make("h2", "", labels.puzzle), make("p", "ask", asked.ask)];
  if (asked.cannot) return [...title, make("p", "blank", asked.cannot)];
  const most = make("p", "soft", fill(labels.most, { chosen: guess.length, most: asked.most }));
  const tools = make("div", "task-buttons", button("try", "button main", labels.try), hintButton(asked.hints));
  const choices = choiceList(
    asked.choices.map(([, label]) => label),
    true,
    null,
  );
  const task = make("p", "soft", asked.task);
  return [...title, task, choices, most, tools, verdictBox(asked), hintList(asked.hints)];
}

/** @param {LessonPuzzle} asked */
function verdictBox(asked) {
  const labels = show.said;
  const box = make("div", "verdict");
  box.setAttribute("role", "status");
  if (!verdict) return box;
  if ("waiting" in verdict) box.append(make("p", "large", labels.trying));
  else {
    const word = verdict.solved ? "✔ " + labels.solved : "✕ " + labels.not_yet;
    box.append(make("p", verdict.solved ? "large is-right" : "large", word + ": " + verdict.sentence));
    if (verdict.solved) box.append(make("p", "because", asked.because));
  }
  return box;
}

/** @param {LessonDiscussion} asked */
function discussionParts(asked) {
  const sides = asked.sides.map((side, place) => {
    const choose = side.whatIf ? button("side:" + place, "try", show.said.switch) : null;
    const title = make("h2", "", side.title);
    return make("article", "card", title, make("p", "", side.says), ...side.quotes.map(sideQuote), choose);
  });
  const title = make("h2", "", show.said.discuss);
  return [title, make("p", "ask", asked.ask), make("div", "both-sides", ...sides)];
}

/** @param {[string, boolean, string]} quote its words, whether they were seen, and its source */
function sideQuote([text, seen, source]) {
  const note = seen ? "" : " (" + show.said.unseen + ")";
  const words = make(seen ? "blockquote" : "p", "", text);
  return make("figure", "quote" + (seen ? "" : " told"), words, make("figcaption", "", make("cite", "", source), note));
}

/**
 * What is done at this step.
 * @returns {Inside[]}
 */
function taskParts() {
  const current = stop();
  if (!current) return [make("p", "large", show.said.none_says)];
  if (current.question) return questionParts(current.question);
  if (current.puzzle) return puzzleParts(current.puzzle);
  if (current.discuss) return discussionParts(current.discuss);
  const seePicture = button("lesson-view", "button main", show.said.view + " (V)");
  if (part > 1) return [seePicture];
  return [make("h2", "", show.said.about), make("p", "large", show.lesson?.about), seePicture];
}

function stepButtons() {
  if (!stop()) return [];
  const dots = stops().map((each, place) => {
    const dot = button("part:" + (place + 1), "dot-step", String(place + 1));
    dot.setAttribute("aria-label", place + 1 + ": " + each.say);
    if (place + 1 === part) dot.setAttribute("aria-current", "step");
    return dot;
  });
  return [button("back", "button", show.said.back), ...dots, button("next", "button main", show.said.next)];
}

function render() {
  const place = byId("lesson-task");
  const current = stop();
  const asks = current?.question && !current.question.cannot && show.lesson;
  predictionBars.stand(show.seat || "", asks ? asks.id : "", part, told, show.said);
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const action = focused && place.contains(focused) ? focused.dataset.do : "";
  showList();
  const where = { lesson: show.lesson?.title, part, parts: stops().length };
  byId("lesson-kicker").textContent = current ? fill(show.said.kicker, where) : "";
  byId("lesson-list").parentElement?.toggleAttribute("hidden", Boolean(current));
  byId("lesson-list").closest(".lessons")?.classList.toggle("playing", Boolean(current));
  const says = current ? current.say : show.said.none;
  if (byId("lesson-say").textContent !== says) byId("lesson-say").textContent = says;
  byId("lesson-look").replaceChildren(
    ...(current
      ? [button("lesson:", "button", show.said.all), button("lesson-view", "button", show.said.view + " (V)")]
      : []),
  );
  place.replaceChildren(...make("div", "", ...taskParts()).childNodes);
  byId("lesson-steps").replaceChildren(...stepButtons());
  const same = action && all("[data-do]", place).find((each) => each.dataset.do === action);
  if (same) same.focus({ preventScroll: true });
  else if (current && (focusTask || action)) place.focus({ preventScroll: true });
  focusTask = false;
  showMap();
}

/** Show the map of this step, with what is chosen on it. */
function showMap() {
  const current = stop();
  const asked = current?.question || current?.puzzle;
  if (!current || !show.lesson || asked?.cannot) return lessonMap.stand(null);
  const choices = (asked?.choices || []).map((choice) => (typeof choice === "string" ? choice : choice[1]));
  const tried = verdict && "lights" in verdict ? verdict.lights : null;
  const names = address.now().names || "";
  return lessonMap.stand({
    lesson: show.lesson.id,
    part,
    parts: stops().length,
    names,
    told: Boolean(current.question) && told,
    chosen: guess,
    choices,
    tried: tried || null,
    labels: show.said,
  });
}

// -- actions

/** @param {number} number of the step, from 1 */
function go(number) {
  if (!stop() || number < 1 || number > stops().length || number === part) return false;
  part = number;
  guess = [];
  told = false;
  hints = 0;
  verdict = null;
  focusTask = true;
  write();
  render();
  byId("lesson-task").scrollTop = 0;
  return undefined;
}

/** On a question that is not answered yet, the first press shows the answer. */
function next() {
  const question = stop()?.question;
  if (question && !question.cannot && !told) return reveal();
  return go(part + 1);
}

function reveal() {
  told = true;
  write();
  render();
}

/** @param {number} place of the choice */
function tick(place) {
  const current = stop();
  const asked = current && (current.question || current.puzzle);
  if (!asked || (current.question && told)) return;
  const several = current.puzzle || current.question?.several;
  if (guess.includes(place)) guess = guess.filter((each) => each !== place);
  else guess = several ? [...guess, place].sort((a, b) => a - b) : [place];
  verdict = null;
  write();
  render();
  if (current.question) predictionBars.predict(guess);
}

/** Have the server try the removals that are ticked. */
function tryRemovals() {
  const asked = stop()?.puzzle;
  if (!asked || asked.cannot || !show.lesson) return;
  const answer = guess.map((place) => asked.choices[place][0]).join(",");
  verdict = { waiting: true };
  render();
  const data = {
    lesson: show.lesson.id,
    part,
    answer,
    names: address.now().names || "",
    again: Date.now(),
  };
  window.dash_clientside.set_props("lesson-try", { data });
}

/**
 * The server has tried removals: show what became of them.
 * @param {Verdict | null} answer
 */
export function judged(answer) {
  if (!answer || !show || !show.lesson || answer.lesson !== show.lesson.id || answer.part !== part || !verdict) return;
  verdict = answer;
  render();
}

/**
 * Go to the picture of this step, or to another, with the lesson kept in the address.
 * @param {string} path
 * @param {Fields} fields
 */
function look(path, fields) {
  const own = ["lesson", "part", "guess", "told"];
  const kept = [...own, "tour", "stop", "walked", "theme", "room", ...declarations().display];
  const others = Object.keys(address.now()).filter((name) => !kept.includes(name));
  address.go({ ...Object.fromEntries(others.map((name) => [name, ""])), ...fields }, path);
}

/** @param {number} place of the side that is tried */
function trySide(place) {
  const current = stop();
  if (!current?.discuss) return;
  const { world, story } = current.view.parts;
  look("/what-if", {
    world,
    story: story || "",
    "what-if": current.discuss.sides[place].whatIf,
  });
}

function showHint() {
  hints += 1;
  render();
  first(".hints li:last-child", byId("lesson-task"))?.scrollIntoView({
    block: "nearest",
  });
}

/** Go to the picture of this step. */
function lookHere() {
  const current = stop();
  const view = current && !(current.question && told) ? current.viewBefore || current.view : current?.view;
  return view ? look(view.path, view.parts) : false;
}

/** Whether the focus is nowhere, or on what is about to go: then it goes to the lesson's question. */
function isNothingFocused() {
  const focused = document.activeElement;
  return frame.pageName() === "lessons" && (!focused || focused === document.body || focused.matches(".lesson-choice"));
}

/**
 * An answer came: show its lesson where the address stands in it.
 * @param {LessonsAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  show = answer;
  stand();
  focusTask = isNothingFocused();
  render();
  frame.answered("lessons", answer, unfitting);
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  lesson: (id) => address.go({ lesson: id, part: "", guess: "", told: "" }),
  next: () => next(),
  back: () => go(part - 1),
  start: () => go(1),
  last: () => go(stops().length),
  part: (number) => go(Number(number)),
  reveal: () => reveal(),
  tick: (place) => tick(Number(place)),
  try: () => tryRemovals(),
  hint: () => showHint(),
  "lesson-view": () => lookHere(),
  side: (place) => trySide(Number(place)),
  "class-fold": () => predictionBars.fold(),
  "class-begin": () => predictionBars.begin(),
};

function enter() {
  if (!show || frame.unanswered()) return;
  stand();
  focusTask = isNothingFocused();
  render();
}

window.addEventListener("popstate", () => setTimeout(() => frame.pageName() === "lessons" && enter(), 0));
document.addEventListener("click", (event) => {
  const place = lessonMap.pickedPlace(event);
  if (place >= 0) tick(place);
});
document.addEventListener("keydown", (event) => {
  const place = lessonMap.pickedPlace(event);
  if (place >= 0 && ["Enter", " "].includes(event.key)) {
    event.preventDefault();
    tick(place);
  }
  const task = hit(event, "#lesson-task");
  const buttons = task ? all(".guesses button", task) : [];
  const inList = event.target === task || hit(event, ".guesses");
  if (!buttons.length || !inList || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
  buttons[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
});

/**
 * A lesson that the address names and that is not here yet, since its page was not opened: asked for once.
 * @param {string} id
 */
function fetchLesson(id) {
  if (sought !== id && frame.pageName() !== "lessons") frame.askByDash("lessons", address.query({ lesson: id }));
  sought = id;
  return null;
}

/** What the presenter's window shows while a lesson is given, on whichever page; null where none is. */
export function forPresenter() {
  const fields = address.now();
  if (!fields.lesson) return null;
  if (!show || !show.lesson || fields.lesson !== show.lesson.id) return fetchLesson(fields.lesson);
  const place = partOf(fields);
  const [current, after] = [stops()[place - 1], stops()[place]];
  if (!current) return null;
  const then = after ? after.say : "";
  return {
    title: show.lesson.title,
    now: current.say,
    next: then,
    notes: current.note,
    place,
    places: stops().length,
  };
}

/** From a step's picture back to the step; false where no lesson is given. */
function lookBack() {
  const { lesson } = address.now();
  return lesson ? address.go({}, declarations().paths.lessons) : false;
}

frame.registerActions({ "lesson-view": () => lookBack() });

frame.registerPage("lessons", {
  actions: frame.onceShown(ACTIONS, () => Boolean(show)),
  enter,
  stand: enter,
});
