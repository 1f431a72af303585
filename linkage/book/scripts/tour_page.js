/* Guided talks: the list of them, and the bar that leads through one, from stop to stop. */
import { folded, goButton, make } from "./elements.js";
import { numberIn, readState } from "./hash_state.js";
import { seeIt } from "./lesson_page.js";

/**
 * The page: every tour with its stops.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function tourPage(context) {
  const { book, say } = context;
  const tours = book.tours.map((tour) =>
    make(
      "article",
      {},
      make("h3", {}, tour.title),
      make("p", {}, tour.about),
      make("p", {}, goButton("start:" + tour.id, stopState(tour, 1), { class: "main" }, say("start"))),
      folded(
        say("stops", { count: tour.stops.length }),
        make("ol", {}, ...tour.stops.map((stop) => make("li", {}, stop.say))),
      ),
    ),
  );
  return { content: [make("section", { class: "text" }, make("h2", {}, say("tours")), ...tours)] };
}

/**
 * The state of a stop; one that a book can't show keeps the page that is open.
 * @param {BookTour} tour
 * @param {number} number from 1
 * @returns {BookState}
 */
export function stopState(tour, number) {
  const stop = tour.stops[number - 1];
  const shown = stop && stop.place ? readState(stop.place) : {};
  return {
    "what-if": "",
    wave: "",
    step: "",
    "on-day": "",
    why: "",
    join: "",
    ...shown,
    tour: tour.id,
    stop: String(number),
    walked: "",
  };
}

/**
 * The tour that is walked: its tour, the number of its stop (one more than there are: the end); null: none.
 * @param {BookContext} context
 */
export function walkedTour({ book, state }) {
  const tour = book.tours.find((each) => each.id === state.tour);
  return tour ? { tour, number: numberIn(state.stop, 1, tour.stops.length + 1, 1) } : null;
}

/**
 * Where a press leads within a tour: on within the page, or to the next stop.
 * @param {BookContext} context
 * @param {BookPage} page
 * @param {1 | -1} direction
 * @returns {BookState | null} null: no tour is walked
 */
export function tourMove(context, page, direction) {
  const walked = walkedTour(context);
  if (!walked) return null;
  const { tour, number } = walked;
  const done = numberIn(context.state.walked, 0, 99, 0);
  const walk = tour.stops[number - 1]?.walk || 0;
  if (direction > 0 && done < walk && page.next) return { ...page.next, walked: String(done + 1) };
  if (direction < 0 && done > 0 && page.back) return { ...page.back, walked: done > 1 ? String(done - 1) : "" };
  const next = Math.min(Math.max(1, number + direction), tour.stops.length + 1);
  return next > tour.stops.length ? { stop: String(next), walked: "" } : stopState(tour, next);
}

/**
 * The bar of the tour that is walked; at its end a question, and what is worth a try.
 * @param {BookContext} context
 */
export function tourBar(context) {
  const walked = walkedTour(context);
  if (!walked) return null;
  const { say } = context;
  const { tour, number } = walked;
  const stop = tour.stops[number - 1];
  const title = stop ? say("stop_of", { title: tour.title, number, count: tour.stops.length }) : tour.title;
  const tries = tour.tries.map((each, place) =>
    make("li", {}, each.label + " ", seeIt(context, "try:" + place, each.place, each.address)),
  );
  return make(
    "section",
    { class: "tour", "aria-label": say("tours") },
    make("p", { class: "soft" }, title),
    make("p", { class: "say", "aria-live": "polite" }, stop ? stop.say : tour.ask || say("tour_end")),
    stop && !stop.place && make("p", { class: "soft" }, say("in_app") + " ", make("code", {}, stop.address)),
    stop?.note && folded(say("notes"), make("p", {}, stop.note)),
    !stop && tries.length > 0 && make("ul", {}, ...tries),
    make(
      "div",
      { class: "bar" },
      make(
        "button",
        { type: "button", "data-do": "tour-back", "data-key": "tour-back", "aria-label": say("tour_back") },
        "←",
      ),
      goButton("leave", { tour: "", stop: "", walked: "" }, {}, say("leave")),
      make(
        "button",
        {
          type: "button",
          "data-do": "tour-next",
          "data-key": "tour-next",
          "aria-label": say("tour_next"),
          disabled: !stop,
        },
        "→",
      ),
    ),
  );
}
