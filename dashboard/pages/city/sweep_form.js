/* The form of a sweep: which figures, which values, what is counted. What is chosen stands here until it is counted, then
   in the address. */
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import { hit } from "../../shell/dom.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { readAxis, writeAxis } from "./sweep_axis.js";

/** @import { Axis } from "./sweep_axis.js" */
/** @typedef {{ key: string, first: Axis | null, second: Axis | null, measure: string, day: string }} Form */

const IN_TIME = ["delay", "removal", "expire", "correct", "repair"];
const ENDS = /** @type {const} */ (["from", "to", "step"]);
/** @type {Form} */
let form; // what the form stands at
/** @type {SweepOffer} */
let offered;

/**
 * The values that a figure is usually swept over.
 * @param {string} text
 * @returns {Axis | null}
 */
function usual(text) {
  const figure = offered.figures.find((item) => item.text === text);
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
const option = (value, label, chosen) => html`<option value=${value} .selected=${chosen}>${label}</option>`;

/**
 * @param {string} sets the field
 * @param {string} label
 * @param {Shown} inside
 */
const select = (sets, label, inside) =>
  html`<label class="wide"
    ><span>${label}</span
    ><select data-sets=${sets} data-key=${sets}>
      ${inside}
    </select></label
  >`;

/**
 * @param {string} sets the field
 * @param {string} label
 * @param {string} value
 * @param {number} [size] in letters
 */
const input = (sets, label, value, size = 5) =>
  html`<label
    ><span>${label}</span
    ><input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      size=${size}
      .value=${value}
      data-sets=${sets}
      data-key=${sets}
  /></label>`;

/**
 * The figures, those on a way to the service in front, then the others, by what they are.
 * @param {Labels} labels
 * @param {string | null} chosen
 */
function figureOptions(labels, chosen) {
  /** @type {Map<string, SweepOffer["figures"]>} */
  const groups = new Map();
  for (const figure of offered.figures) {
    const name = fill(figure.near ? labels.sweep_near : labels.sweep_far, { verb: figure.verb });
    groups.set(name, [...(groups.get(name) || []), figure]);
  }
  return [...groups].map(
    ([name, figures]) =>
      html`<optgroup label=${name}>
        ${figures.map((figure) => option(figure.text, figure.verb + ": " + figure.name, chosen === figure.text))}
      </optgroup>`,
  );
}

/**
 * @param {Labels} labels
 * @param {"first" | "second"} which
 * @param {Axis | null} axis
 */
function axisRow(labels, which, axis) {
  const none = which === "second" ? option("", labels.sweep_none, !axis) : nothing;
  const figures = figureOptions(labels, axis && axis.text);
  const values = axis ? ENDS.map((end) => input(which + "-" + end, labels["sweep_" + end], axis[end])) : nothing;
  return html`<div class="axis-row">${select(which, labels["sweep_" + which], [none, figures])}${values}</div>`;
}

/**
 * The fields of the form.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {SweepOffer} offer what can be swept
 */
export function formFields(show, door, offer) {
  offered = offer;
  const labels = show.said;
  const { first, second, measure, day } = formNow(door);
  const measures = offered.measures.map(({ text, says }) => option(text, says, text === measure));
  const inTime = [first, second].some((axis) => axis && IN_TIME.includes(axis.text.split(":")[0]));
  return html`<form class="sweep-form">
    ${axisRow(labels, "first", first)}${axisRow(labels, "second", second)}
    <div class="axis-row">
      ${select("measure", labels.sweep_measure, measures)}${input("day", labels.sweep_day, day, 6)}
      <button type="button" class="button main" data-do="sweep">${labels.sweep_count}</button>
    </div>
    ${inTime && !day ? html`<p class="soft">${labels.sweep_hint}</p>` : nothing}
  </form>`;
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

document.addEventListener("submit", (event) => {
  const target = hit(event, ".sweep-form");
  if (!target) return;
  event.preventDefault();
  frame.perform("sweep", target);
});
