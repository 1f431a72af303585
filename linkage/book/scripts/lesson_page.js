/* Lessons, with questions and answers folded, so that a class predicts first. */
import { folded, goButton, make } from "./elements.js";
import { readState } from "./hash_state.js";

/**
 * The page: the list of lessons, or one of them.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function lessonPage(context) {
  const { book, state, say } = context;
  const lesson = book.lessons.find((each) => each.id === state.lesson);
  const list = book.lessons.map((each) =>
    make(
      "li",
      {},
      goButton(
        "lesson:" + each.id,
        { lesson: each.id },
        { class: "plain", "aria-current": each === lesson ? "true" : null },
        each.title,
      ),
      " " + say("minutes", { minutes: each.minutes }),
      !lesson && make("p", { class: "soft" }, each.about),
    ),
  );
  const head = [make("h2", {}, say("lessons")), make("ul", { class: "choices" }, ...list)];
  if (!lesson) return { content: [make("section", { class: "text" }, ...head)] };
  const stops = lesson.stops.map((stop, number) => stopView(context, stop, number));
  return {
    content: [
      make(
        "section",
        { class: "text lesson" },
        make("h2", {}, lesson.title),
        make("p", {}, lesson.about),
        lesson.cannot && make("p", { class: "wrong" }, lesson.cannot),
        make("ol", { class: "lesson-stops" }, ...stops),
      ),
      make("section", { class: "beside", tabindex: 0, "aria-label": say("lessons") }, ...head),
    ],
  };
}

/**
 * Where the book shows a stop; where it doesn't, the address in the app.
 * @param {BookContext} context
 * @param {string} key
 * @param {string} place
 * @param {string} address
 */
export function seeIt({ say }, key, place, address) {
  if (place) return goButton(key, readState(place), {}, say("see_it"));
  return make("span", { class: "soft" }, say("in_app") + " ", make("code", {}, address));
}

/**
 * A stop: its sentence, its task, and what folds open.
 * @param {BookContext} context
 * @param {BookLessonStop} stop
 * @param {number} number
 */
function stopView(context, stop, number) {
  const { say } = context;
  return make(
    "li",
    { id: "stop-" + (number + 1) },
    make("h3", {}, stop.say),
    make("p", {}, seeIt(context, "see:" + number, stop.place, stop.address)),
    ...(stop.question ? questionView(context, stop.question, stop, number) : []),
    ...(stop.puzzle ? puzzleView(context, stop.puzzle) : []),
    ...(stop.discussion
      ? [
          make("p", { class: "ask" }, stop.discussion.ask),
          ...stop.discussion.sides.map((side) => sideView(context, side)),
        ]
      : []),
    stop.note && folded(say("note"), make("p", {}, stop.note)),
  );
}

/**
 * The choices of a task; without their answer.
 * @param {[string, string, string][]} choices
 */
const choiceList = (choices) => make("ul", { class: "options" }, ...choices.map(([, label]) => make("li", {}, label)));

/**
 * Hints, each folded.
 * @param {BookContext} context
 * @param {string[]} hints
 */
const hintList = ({ say }, hints) =>
  hints.map((hint, number) => folded(say("hint", { number: number + 1 }), make("p", {}, hint)));

/**
 * A question, with hints and answer folded.
 * @param {BookContext} context
 * @param {BookQuestion} question
 * @param {BookLessonStop} stop
 * @param {number} number
 */
function questionView(context, question, stop, number) {
  const { say } = context;
  const misread = question.choices.filter(([id, , why]) => why && !question.right.includes(id));
  return [
    make("p", { class: "ask" }, question.ask),
    make("p", { class: "soft" }, question.several ? say("several") : say("one")),
    choiceList(question.choices),
    ...hintList(context, question.hints),
    folded(
      say("answer"),
      make("p", {}, make("b", {}, question.answer)),
      make("p", {}, question.because),
      question.details.length > 0 && make("ul", {}, ...question.details.map((line) => make("li", {}, line))),
      misread.length > 0 &&
        make("ul", { class: "soft" }, ...misread.map(([, label, why]) => make("li", {}, label + ": " + why))),
      stop.after !== stop.place &&
        stop.after &&
        make("p", {}, seeIt(context, "after:" + number, stop.after, stop.address)),
      make("p", { class: "soft" }, say("check") + " ", make("code", {}, question.command)),
    ),
  ];
}

/**
 * A puzzle, with hints and solutions folded.
 * @param {BookContext} context
 * @param {BookPuzzle} puzzle
 */
function puzzleView(context, puzzle) {
  const { say } = context;
  const solutions = puzzle.solutions.map((solution) => make("li", {}, solution.join(" + ")));
  return [
    make("p", { class: "ask" }, puzzle.ask),
    make("p", {}, puzzle.task),
    folded(say("choices", { count: puzzle.choices.length }), choiceList(puzzle.choices)),
    ...hintList(context, puzzle.hints),
    folded(
      say("answer"),
      make("ul", {}, ...solutions),
      puzzle.more > 0 && make("p", {}, say("more", { count: puzzle.more })),
      make("p", {}, puzzle.because),
      make("p", { class: "soft" }, say("check") + " ", make("code", {}, puzzle.command)),
    ),
  ];
}

/**
 * A side of a discussion, with its quotes.
 * @param {BookContext} context
 * @param {BookSide} side
 */
function sideView({ say }, side) {
  const quotes = side.quotes.map(([text, source, seen]) =>
    make(
      "blockquote",
      {},
      seen ? make("q", {}, text) : make("span", {}, text + " (" + say("unseen") + ")"),
      " ",
      make("cite", {}, source),
    ),
  );
  return make("article", {}, make("h4", {}, side.title), make("p", {}, side.says), ...quotes);
}
