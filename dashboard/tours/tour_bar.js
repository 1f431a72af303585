/* The bar in the foot: in a talk its stop and what is said there, in a lesson's picture the lesson's step and the way back. */
import * as lessons from "../pages/lessons/page.js";
import { button, byId, make } from "../shell/dom.js";
import { fill } from "../shell/number_format.js";
import * as frame from "../shell/page_frame.js";
import * as address from "../state/address.js";
import * as walk from "./tour_walk.js";

let shown = ""; // what stands there, so that nothing is made anew for nothing

const said = () => /** @type {Record<string, string>} */ (byId("tour").dataset);

/**
 * The stops as segments, each filled as far as it was walked.
 * @param {NonNullable<ReturnType<typeof walk.standing>>} at
 */
function segments({ tour, number, stop, walked }) {
  const list = tour.stops.map((each, place) => {
    const segment = button("tour-stop:" + (place + 1), "tour-segment");
    const part = place + 1 < number ? 1 : place + 1 > number ? 0 : stop?.walk ? (walked + 1) / (stop.walk + 1) : 1;
    segment.style.setProperty("--part", String(part));
    segment.title = place + 1 + ". " + each.say;
    segment.setAttribute("aria-label", segment.title);
    if (place + 1 === number) segment.setAttribute("aria-current", "step");
    return make("li", "", segment);
  });
  const bar = make("ol", "tour-stops", ...list);
  bar.setAttribute("aria-label", said().stops);
  return bar;
}

/** @param {NonNullable<ReturnType<typeof walk.standing>>} at */
function tourParts(at) {
  const { tour, number, stop, isAway } = at;
  const where = stop ? fill(said().place, { stop: number, stops: tour.stops.length }) : said().atTheEnd;
  const fault = (stop && tour.faults?.[number - 1]) || "";
  return [
    make("p", "tour-place", make("b", "", tour.title), " · " + where),
    segments(at),
    leaveButton(),
    stop || isAway ? make("p", "tour-say" + (isAway ? " is-away" : ""), isAway ? said().away : stop?.say) : null,
    fault && !isAway ? make("p", "tour-fault", fault) : null,
  ];
}

function leaveButton() {
  const leave = button("tour-leave", "button square tour-leave", "×");
  leave.title = said().leave;
  leave.setAttribute("aria-label", said().leave);
  return leave;
}

/** The step of the lesson whose picture this is, on another page than the lesson's. */
function lessonParts() {
  const step = frame.pageName() === "lessons" ? null : lessons.forPresenter();
  if (!step) return null;
  const where = fill(said().lessonPlace, { part: step.place, parts: step.places });
  const bar = make("progress", "tour-progress");
  bar.max = step.places;
  bar.value = step.place;
  bar.setAttribute("aria-label", where);
  return [
    make("p", "tour-place", make("b", "", step.title), " · " + where),
    bar,
    button("lesson-view", "button", said().backToLesson),
    make("p", "tour-say", step.now),
  ];
}

function draw() {
  const bar = byId("tour");
  if (!bar) return;
  const at = walk.standing();
  const none = walk.whyNone();
  const step = at || none ? null : lessons.forPresenter();
  const text = JSON.stringify([at, none, step, frame.pageName(), address.now().lesson || ""]);
  if (text === shown) return;
  shown = text;
  const parts = at ? tourParts(at) : none ? [make("p", "tour-say", none), leaveButton()] : lessonParts();
  const wasHidden = bar.hidden;
  bar.hidden = !parts;
  document.documentElement.classList.toggle("in-talk", Boolean(parts));
  bar.classList.toggle("is-refused", Boolean(none));
  bar.replaceChildren(.../** @type {Node[]} */ ((parts || []).filter(Boolean)));
  if (wasHidden !== bar.hidden) window.dispatchEvent(new Event("resize")); // the pages above have another height now
}

walk.registerTourWatcher(draw);
frame.registerWatcher(() => setTimeout(draw, 0));
frame.registerActions({
  "tour-stop": (number) => walk.goTo(Number(number)),
  "tour-leave": () => walk.leave(),
});
