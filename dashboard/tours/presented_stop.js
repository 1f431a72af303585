/* What the presenter's window shows of a talk: the stop's sentence and notes, and what comes next. */
import { byId } from "../shell/dom.js";
import { standing } from "./tour_walk.js";

/** What the presenter's window shows of the talk that is walked; null where none is. */
export function forPresenter() {
  const at = standing();
  if (!at) return null;
  const { tour, number, stop, walked, isAway } = at;
  const { away = "", atTheEnd = "", walk = "" } = byId("tour").dataset;
  const after = tour.stops[number];
  const left = stop && walked < stop.walk ? walk + ": " + walked + " / " + stop.walk : "";
  return {
    title: tour.title,
    now: stop?.say || tour.end.ask,
    next: isAway ? away : left || (stop ? after?.say || atTheEnd : ""),
    notes: stop?.note || "",
    place: Math.min(number, tour.stops.length),
    places: tour.stops.length,
  };
}
