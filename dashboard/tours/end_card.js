/* The card at the end of a talk, a story, a lesson or a page: it says that nothing follows, asks the room, and leads on. */
import { all, button, byId, make } from "../shell/dom.js";
import { fill } from "../shell/number_format.js";
import * as frame from "../shell/page_frame.js";
import { pageLink } from "../shell/page_link.js";
import * as address from "../state/address.js";
import { fieldsOf, registerTourWatcher, standing } from "./tour_walk.js";

/** @type {{ page: string, search: string } | null} */
let open = null; // the page whose end was reached, outside of a talk

const said = () => /** @type {Record<string, string>} */ (byId("tour").dataset);

/**
 * @param {string} title
 * @param {string} ask
 * @param {HTMLElement[]} ways
 */
function show(title, ask, ways) {
  const words = said();
  const card = byId("end-card");
  card.replaceChildren(
    make("p", "end-title", title),
    ask ? make("p", "end-asks", words.ask) : "",
    ask ? make("h2", "", ask) : "",
    make("p", "end-asks", words.try),
    make("ul", "", ...ways.map((way) => make("li", "", way))),
    make("p", "soft", words.endPageUp),
  );
  card.hidden = false;
}

/** @param {Tour} tour */
function showTourEnd(tour) {
  const words = said();
  const ways = tour.end.tries.map((link) =>
    pageLink(link.page, fieldsOf(link, { tour: "", stop: "", walked: "" }), "try", link.label),
  );
  const more = [button("tour-stop:1", "try", words.again), button("tours", "try", words.endTours)];
  show(words.endTour, tour.end.ask || words.endAskStory, [...ways, ...more]);
}

/** The story after the one that is shown, of those in the head. */
function nextStory() {
  const select = /** @type {HTMLSelectElement | null} */ (document.getElementById("ask-story"));
  const after = select?.options[select.selectedIndex + 1];
  if (!after?.value) return null;
  const changes = { ...address.otherAnswer(), story: after.value, record: "", resident: "", "what-if": "" };
  return pageLink("stage", { ...changes, wave: "" }, "try", fill(said().endNextStory, { story: after.text }));
}

function showPageEnd() {
  const words = said();
  const name = frame.pageName();
  const kind = name === "stage" ? "story" : name === "lessons" ? "lesson" : "page";
  const [title, ask] = {
    story: [words.endStory, words.endAskStory],
    lesson: [words.endLesson, words.endAskLesson],
    page: [words.endPage, words.endAskPage],
  }[kind];
  const gone = { lesson: "", part: "", guess: "", told: "" };
  /** @type {Record<string, HTMLElement>} */
  const links = {
    why: pageLink("why", {}, "try", words.endWhy),
    "what-if": pageLink("what-if", {}, "try", words.endWhatIf),
    city: pageLink("city", {}, "try", words.endCity),
  };
  const others = Object.keys(links).filter((page) => page !== name);
  const back = kind === "story" ? nextStory() : pageLink("stage", gone, "try", words.endStage);
  const first =
    kind === "lesson" ? [pageLink("lessons", gone, "try", words.endLessons)] : others.map((page) => links[page]);
  show(title, ask, [...first, ...(back ? [back] : []), button("tours", "try", words.endTours)]);
}

/** The card belongs to what is shown: it goes with it. */
function draw() {
  const card = byId("end-card");
  if (!card) return;
  const at = standing();
  if (at?.isEnd && !at.isAway) showTourEnd(at.tour);
  else if (!open || open.page !== frame.pageName() || open.search !== frame.askedBy(open.page)) close();
}

/** Close the card, and say whether it was open. */
function close() {
  const card = byId("end-card");
  const was = !card.hidden;
  open = null;
  if (was) card.hidden = true;
  return was;
}

const LEAVES = ["back", "start", "reset", "tours", "mark"]; // keys after which nothing is at its end any more

/**
 * While the card of a page is open, forward does nothing; back closes it and no more, other keys that lead away do both.
 * @param {string} verb
 */
function lead(verb) {
  if (!open) return false;
  if (verb === "next") return true;
  if (!LEAVES.includes(verb)) return false;
  close();
  return verb === "back";
}

/** Whether what is shown is told from a first to a last step: no list, nothing that isn't answered yet. */
function hasEnd() {
  const isList = frame.pageName() === "world" || (frame.pageName() === "lessons" && !address.now().lesson);
  return !isList && !frame.isEmpty() && !frame.unanswered() && !all("dialog[open]").length;
}

/**
 * A key that leads on did nothing: nothing follows on this page.
 * @param {string} verb
 */
function end(verb) {
  if (verb !== "next" || standing() || !hasEnd()) return false;
  open = { page: frame.pageName(), search: frame.askedBy(frame.pageName()) || "" };
  showPageEnd();
  return true;
}

registerTourWatcher(draw);
frame.registerWatcher(draw);
frame.registerLead(lead);
frame.registerEnd(end);
frame.registerDialog(() => (open ? close() : false));
document.addEventListener("click", (event) => {
  if (open && event.target instanceof Node && !byId("end-card").contains(event.target)) close();
});
