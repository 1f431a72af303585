/* A sweep: which figures, which values, what is counted; then a line over one figure, or a grid over two, and its table.
   What is chosen stands in the form until it is counted, then in the address. */
import { button, hit, make, svgPart } from "../../shell/dom.js";
import { fill, number, roundUp, short } from "../../shell/number_format.js";
import { plainTable, styled } from "../../shell/number_tables.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";
import * as address from "../../state/address.js";
import { readAxis, writeAxis } from "./sweep_axis.js";
import * as tabAnswer from "./tab_answer.js";

/** @import { Axis } from "./sweep_axis.js" */
/** @typedef {{ key: string, first: Axis | null, second: Axis | null, measure: string, day: string }} Form */

const asking = polling("/_city/choices", "city");
const IN_TIME = ["delay", "removal", "expire", "correct", "repair"];
const PLOT = {
  width: 760,
  height: 340,
  left: 96,
  right: 26,
  top: 26,
  bottom: 62,
};
/** @type {Form} */
let form; // what the form stands at
/** @type {SweepOffer} */
let offered;

/** Whether the address asks for a sweep. */
export const asks = () => Boolean(address.now().over);

/**
 * What the tab asks: what the address says is to be swept.
 * @param {CityDoor} door
 */
export function question(door) {
  const fields = address.now();
  /** @type {Record<string, string>} */
  const day = fields["on-day"] ? { day: fields["on-day"] } : {};
  return tabAnswer.question(door, {
    over: fields.over || "",
    measure: fields.measure || "",
    ...day,
  });
}

/**
 * Ask what can be swept for the service in front.
 * @param {CityDoor} door
 * @param {() => void} then
 */
export const offer = (door, then) => asking.ask(tabAnswer.question(door), then);

// -- the form

/**
 * The values that a figure is usually swept over.
 * @param {string} text
 * @returns {Axis | null}
 */
function usual(text) {
  const figure = offered.figures.find((offer) => offer.text === text);
  return figure ? { text, from: figure.from, to: figure.to, step: figure.step } : null;
}

/**
 * What the form stands at: what the address says, or the first figure there is.
 * @param {CityDoor} door
 */
function formNow(door) {
  const fields = address.now();
  const key = [fields.over, fields.measure, fields["on-day"], door.id, frame.askedBy("city")].join("|");
  if (form && form.key === key) return form;
  const [first, second] = (fields.over || "").split(",").map(readAxis);
  const known = (/** @type {Axis | null} */ axis) => offered.figures.some(({ text }) => axis && axis.text === text);
  const measure = offered.measures.find(({ text }) => text === fields.measure) || offered.measures[0];
  form = {
    key,
    first: known(first) ? first : usual(offered.figures[0].text),
    second: known(second) ? second : null,
    measure: measure.text,
    day: fields["on-day"] || "",
  };
  return form;
}

/**
 * @param {string} value
 * @param {string} label
 * @param {boolean} chosen
 */
function option(value, label, chosen) {
  const element = make("option", "", label);
  element.value = value;
  element.selected = chosen;
  return element;
}

/**
 * @param {string} sets the field
 * @param {string} label
 * @param {...Inside} inside
 */
function select(sets, label, ...inside) {
  const element = make("select", "", ...inside);
  element.dataset.sets = element.dataset.key = sets;
  return make("label", "wide", make("span", "", label), element);
}

/**
 * @param {string} sets the field
 * @param {string} label
 * @param {string} value
 * @param {number} [size] in letters
 */
function input(sets, label, value, size) {
  const element = make("input", "");
  Object.assign(element, {
    type: "text",
    inputMode: "decimal",
    value,
    size: size || 5,
    autocomplete: "off",
  });
  element.dataset.sets = element.dataset.key = sets;
  return make("label", "", make("span", "", label), element);
}

/**
 * The figures, those on a way to the service in front, then the others, by what they are.
 * @param {Labels} labels
 * @param {string | null} chosen
 */
function figureOptions(labels, chosen) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  for (const figure of offered.figures) {
    const name = fill(figure.near ? labels.sweep_near : labels.sweep_far, {
      verb: figure.verb,
    });
    const group = groups.get(name) || make("optgroup", "");
    group.label = name;
    group.append(option(figure.text, figure.verb + ": " + figure.name, chosen === figure.text));
    groups.set(name, group);
  }
  return [...groups.values()];
}

/**
 * @param {Labels} labels
 * @param {"first" | "second"} which
 * @param {Axis | null} axis
 */
function axisRow(labels, which, axis) {
  const none = which === "second" ? option("", labels.sweep_none, !axis) : null;
  const figures = figureOptions(labels, axis && axis.text);
  const chosen = select(which, labels["sweep_" + which], none, ...figures);
  if (!axis) return make("div", "axis-row", chosen);
  const ends = /** @type {const} */ (["from", "to", "step"]);
  const values = ends.map((end) => input(which + "-" + end, labels["sweep_" + end], axis[end]));
  return make("div", "axis-row", chosen, ...values);
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function formFields(show, door) {
  const labels = show.said;
  const { first, second, measure, day } = formNow(door);
  const measures = offered.measures.map(({ text, says }) => option(text, says, text === measure));
  const inTime = [first, second].some((axis) => axis && IN_TIME.includes(axis.text.split(":")[0]));
  const last = make(
    "div",
    "axis-row",
    select("measure", labels.sweep_measure, ...measures),
    input("day", labels.sweep_day, day, 6),
    button("sweep", "button main", labels.sweep_count),
  );
  const hint = inTime && !day ? make("p", "soft", labels.sweep_hint) : null;
  return make("form", "sweep-form", axisRow(labels, "first", first), axisRow(labels, "second", second), last, hint);
}

/**
 * A field of the form was changed.
 * @param {HTMLInputElement | HTMLSelectElement} field
 * @param {() => void} then
 */
export function set(field, then) {
  const [which, end] = (field.dataset.sets || "").split("-");
  const value = field.value.trim();
  if (which === "measure" || which === "day") form[which] = value;
  else if (which === "first" || which === "second") {
    const axis = form[which];
    if (!end) form[which] = value ? usual(value) : null;
    else if (axis) axis[/** @type {"from" | "to" | "step"} */ (end)] = value;
  }
  if (!end) then();
}

/**
 * Count what the form stands at: the address says it from now on.
 * @param {() => void} then
 */
export function begin(then) {
  if (!form) return;
  const axes = [form.first, form.second].filter((axis) => axis !== null);
  const day = /^\d{1,6}$/.test(form.day) ? form.day : "";
  address.write({
    over: axes.map(writeAxis).join(","),
    measure: form.measure,
    "on-day": day,
  });
  then();
}

// -- the picture

/** @param {SweepAnswer} answer */
function lineChart(answer) {
  const [axis] = answer.axes;
  const [xs, ys] = [answer.rows.map((row) => Number(row[0])), answer.rows.map((row) => Number(row[1]))];
  const most = roundUp(Math.max(1, ...ys));
  const [left, right, bottom] = [PLOT.left, PLOT.width - PLOT.right, PLOT.height - PLOT.bottom];
  const wide = Math.max(...xs) - Math.min(...xs) || 1;
  const x = (/** @type {number} */ value) => left + ((value - Math.min(...xs)) / wide) * (right - left);
  const y = (/** @type {number} */ value) => bottom - (value / most) * (bottom - PLOT.top);
  const viewBox = "0 0 " + PLOT.width + " " + PLOT.height;
  const label = axis.name + "; " + answer.measure.says;
  const svg = svgPart("svg", {
    viewBox,
    class: "curve swept",
    role: "img",
    "aria-label": label,
  });
  for (const value of [0, most / 2, most]) {
    svg.append(
      svgPart("path", {
        d: "M" + left + " " + y(value) + "H" + right,
        class: value ? "axis faint" : "axis",
      }),
    );
    const text = value < 1e5 ? number(value) : short(value, 3);
    svg.append(svgPart("text", { x: left - 12, y: y(value) + 6, class: "tick end" }, text));
  }
  const points = xs.map((value, place) => x(value) + " " + y(ys[place]));
  svg.append(svgPart("path", { d: "M" + points.join("L"), class: "line" }));
  let free = -Infinity;
  xs.forEach((value, place) => {
    const text = String(answer.rows[place][0]);
    const dot = svgPart("circle", {
      cx: x(value),
      cy: y(ys[place]),
      r: 6,
      class: "dot",
    });
    dot.append(svgPart("title", {}, text + ": " + number(ys[place])));
    svg.append(dot);
    if (x(value) < free) return;
    svg.append(svgPart("text", { x: x(value), y: bottom + 26, class: "tick" }, text));
    free = x(value) + 14 + 11 * text.length;
  });
  svg.append(svgPart("text", { x: (left + right) / 2, y: PLOT.height - 8, class: "tick" }, axis.unit));
  return svg;
}

/** @param {SweepAnswer} answer */
function gridChart(answer) {
  const [down, across] = answer.axes;
  const most = Math.max(1, ...answer.rows.map((row) => Number(row[2])));
  const [left, top, high] = [110, 62, 34];
  const width = (PLOT.width - left) / across.values.length;
  const viewBox = "0 0 " + PLOT.width + " " + (top + high * down.values.length + 4);
  const label = down.name + "; " + across.name + "; " + answer.measure.says;
  const svg = svgPart("svg", {
    viewBox,
    class: "curve swept grid",
    role: "img",
    "aria-label": label,
  });
  svg.append(svgPart("text", { x: left + (PLOT.width - left) / 2, y: 20, class: "tick" }, across.unit + " →"));
  svg.append(svgPart("text", { x: 4, y: 52, class: "tick start" }, "↓ 1"));
  const often = Math.ceil(64 / width); // every so many values there is room for one
  across.values.forEach((value, place) => {
    if (place % often) return;
    svg.append(svgPart("text", { x: left + (place + 0.5) * width, y: 50, class: "tick" }, String(value)));
  });
  down.values.forEach((value, place) => {
    svg.append(svgPart("text", { x: left - 12, y: top + (place + 0.5) * high + 6, class: "tick end" }, String(value)));
  });
  answer.rows.forEach((row, place) => {
    const [line, column] = [Math.floor(place / across.values.length), place % across.values.length];
    const [x, y, count] = [left + column * width, top + line * high, Number(row[2])];
    const shade = count ? Math.round(12 + (78 * count) / most) : 0;
    const box = svgPart("rect", {
      x: x + 1,
      y: y + 1,
      width: width - 2,
      height: high - 2,
      class: "cell",
    });
    styled(box, { "--shade": shade + "%" });
    box.append(svgPart("title", {}, row[0] + ", " + row[1] + ": " + number(count)));
    svg.append(box);
    const text = short(count, 3);
    if (width <= 12 * text.length) return;
    svg.append(svgPart("text", { x: x + width / 2, y: y + high / 2 + 6, class: "in-cell" }, text));
  });
  return svg;
}

/**
 * @param {Labels} labels
 * @param {SweepAnswer} answer
 */
function drawn(labels, answer) {
  const two = answer.axes.length > 1;
  const heads = [...answer.axes.map((axis) => axis.name), answer.measure.says];
  const rows = answer.rows.map((row) => [...row.slice(0, -1).map(String), number(Number(row[row.length - 1]))]);
  const axes = answer.axes.map((axis, place) => {
    const which = two ? ["↓ 1: ", "→ 2: "][place] : "";
    return make("p", "soft", which + axis.name + " - " + axis.unit);
  });
  const table = make(
    "details",
    "",
    make("summary", "", labels.as_table),
    plainTable("every-point every-day", heads, rows),
  );
  return [...axes, two ? gridChart(answer) : lineChart(answer), table];
}

/**
 * The form, and what was swept.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function tab(show, door) {
  const labels = show.said;
  const title = make("h2", "", labels.sweep_title);
  const answered = /** @type {SweepOffer | null} */ (asking.answer(tabAnswer.question(door)));
  if (!answered || answered.status !== "counted") {
    return [make("section", "aside by-sweep", title, make("p", "soft large", labels.working))];
  }
  offered = answered;
  const formBox = make("section", "aside by-sweep", title, formFields(show, door));
  if (!asks()) return [formBox, make("p", "soft", labels.sweep_begin)];
  const asked = question(door);
  const answer = /** @type {SweepAnswer | null} */ (tabAnswer.answerOf("sweep", asked));
  const day = address.now()["on-day"];
  const days = day ? ", " + fill(labels.sweep_days, { day }) : "";
  const heading = answer && answer.measure ? answer.measure.says + days : labels.sweep_measure;
  const draw = (/** @type {SweepAnswer} */ counted) => drawn(labels, counted);
  return [formBox, tabAnswer.section(show, "sweep", asked, heading, draw)];
}

document.addEventListener("submit", (event) => {
  const target = hit(event, ".sweep-form");
  if (!target) return;
  event.preventDefault();
  frame.perform("sweep", target);
});
