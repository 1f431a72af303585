/* What the presenter's window shows of a talk: the stop's sentence and notes, and what comes next. */
import * as stage from "../pages/stage/page.js";
import { byId, first } from "../shell/dom.js";
import * as frame from "../shell/page_frame.js";
import * as address from "../state/address.js";
import { standing } from "./tour_walk.js";

const IN_ITS_DRAWING = ["wave", "drawing"]; // what may differ between two stops of one picture

/** What the presenter's window shows of the talk that is walked; null where none is. */
export function forPresenter() {
  const at = standing();
  if (!at) return null;
  const { tour, number, stop, walked, isAway } = at;
  const { away = "", atTheEnd = "", walk = "" } = byId("tour").dataset;
  const after = tour.stops[number];
  const isWithin = Boolean(stop && walked < stop.walk);
  const within = isWithin ? stage.forPresenter()?.next || "" : "";
  const left =
    stop && walked < stop.walk
      ? walk + ": " + walked + " / " + stop.walk + (frame.pageName() === "stage" ? ". " + within : "")
      : "";
  return {
    title: tour.title,
    now: stop?.say || tour.end.ask,
    next: isAway ? away : left || (stop ? (after ? onPage(after) : atTheEnd) : ""),
    preview: isAway || !stop ? "" : isWithin ? walkPreview() : stopPreview(stop, after),
    notes: stop?.note || "",
    place: Math.min(number, tour.stops.length),
    places: tour.stops.length,
  };
}

/**
 * A stop's sentence, with the page where that is another.
 * @param {TourStop} stop
 */
function onPage(stop) {
  const title = first(".pages a[data-page='" + stop.page + "']")?.textContent || "";
  return stop.page === frame.pageName() ? stop.say : title + ": " + stop.say;
}

/** The drawing after the next press within a stop of the stage. */
const walkPreview = () => (frame.pageName() === "stage" ? stage.previewAt(Number(address.now().wave || 0) + 1) : "");

/**
 * The drawing of the next stop, where that is the same story in the same picture; blank for another page.
 * @param {TourStop} stop
 * @param {TourStop | undefined} after
 */
function stopPreview(stop, after) {
  if (!after || after.page !== "stage" || frame.pageName() !== "stage") return "";
  const asked = (/** @type {TourStop} */ { fields }) =>
    Object.entries(fields).filter(([name]) => !IN_ITS_DRAWING.includes(name));
  if (JSON.stringify(asked(stop)) !== JSON.stringify(asked(after))) return "";
  return stage.previewAt(Number(after.fields.wave || 0), after.fields.drawing);
}
