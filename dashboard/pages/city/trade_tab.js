/* The City tab *Trade-off*: people reached wrongly against people missed, for each value of a figure or each key to match
   on. What is chosen stands in the address, and nowhere else. */
import { fill, number } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import { polling } from "../../shell/polling.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { readAxis, writeAxis } from "./sweep_axis.js";
import * as tabAnswer from "./tab_answer.js";

/** @import { TabShown } from "./tab_answer.js" */
/** @typedef {{ over: string, without: string, match: string[] }} Choice the way to match: a figure, or keys */

const EVERYBODY = "everybody";
const ENDS = /** @type {const} */ (["from", "to", "step"]);
const FIELDS = /** @type {const} */ (["over", "without", "match"]);
const asking = polling("/_city/trade-choices", "city");
/** @type {TradeOffer | null} */
let offered = null; // what can be chosen, once it is known

/**
 * What the tab asks: what the address names; nothing means the usual way to match.
 * @param {CityDoor} door
 */
export function question(door) {
  const fields = address.now();
  const named = FIELDS.filter((name) => fields[name]).map((name) => [name, fields[name]]);
  return tabAnswer.question(door, Object.fromEntries(named));
}

/**
 * Ask what can be chosen.
 * @param {CityDoor} door
 * @param {() => void} then
 */
export const offer = (door, then) => asking.ask(tabAnswer.question(door), then);

/**
 * The keys that are offered instead of an identifier.
 * @param {string} without
 */
const keysFor = (without) => offered?.keys.find((row) => row.without === without)?.keys || [];

/**
 * What is chosen now: what the address names, or the usual.
 * @returns {Choice}
 */
function chosen() {
  const { over = "", without = "", match = "" } = address.now();
  const named = over || without || match ? { over, without } : offered?.usual || { over, without };
  const keys = match ? match.split(",") : keysFor(named.without).map(({ key }) => key);
  return { ...named, match: keys };
}

/** The figure that is chosen, or null. */
function axisNow() {
  const { over } = chosen();
  return over.includes(",") ? null : readAxis(over);
}

/**
 * Something of the form was changed: the address says it. Whether it was of this one.
 * @param {HTMLInputElement | HTMLSelectElement} field
 */
export function set(field) {
  const [form, which, ...rest] = (field.dataset.sets || "").split("-");
  if (form !== "trade") return false;
  if (which === "setting") choose(field.value);
  else if (which === "key") chooseKey(rest.join("-"), field instanceof HTMLInputElement && field.checked);
  else {
    const axis = axisNow();
    if (axis) address.write({ over: writeAxis({ ...axis, [which]: field.value.trim() }), without: "", match: "" });
  }
  return true;
}

/**
 * Another setting: a figure with the values that are usual for it, or an identifier with every key that is offered.
 * @param {string} value
 */
function choose(value) {
  const [kind, id] = [value.slice(0, value.indexOf("|")), value.slice(value.indexOf("|") + 1)];
  if (kind === "without") return address.write({ over: "", without: id, match: "" });
  const figure = offered?.figures.find(({ text }) => text === id);
  if (figure) address.write({ over: writeAxis(figure), without: "", match: "" });
}

/**
 * One key more, or one less; all that are offered stand in the address as none.
 * @param {string} key
 * @param {boolean} on
 */
function chooseKey(key, on) {
  const { without, match } = chosen();
  const all = keysFor(without).map((row) => row.key);
  const some = all.filter((other) => (other === key ? on : match.includes(other)));
  address.write({ over: "", without, match: some.length === all.length ? "" : some.join(",") });
}

// -- the form

/**
 * @param {string} value
 * @param {string} label
 * @param {boolean} on
 */
const option = (value, label, on) => html`<option value=${value} .selected=${on}>${label}</option>`;

/**
 * The settings: keys, then figures by what they are, those on a way to the service in front first.
 * @param {Labels} labels
 * @param {TradeOffer} offer_
 */
function settingOptions(labels, offer_) {
  const { without } = chosen();
  const axis = axisNow();
  const keys = offer_.keys.map((row) =>
    option("without|" + row.without, fill(labels.trade_key, { name: row.name }), row.without === without),
  );
  /** @type {Map<string, Shown[]>} */
  const groups = new Map(keys.length ? [[labels.trade_keys, keys]] : []);
  for (const { text, verb, name, near } of offer_.figures) {
    const title = fill(near ? labels.sweep_near : labels.sweep_far, { verb });
    groups.set(title, [...(groups.get(title) || []), option("over|" + text, verb + ": " + name, axis?.text === text)]);
  }
  const isOffered =
    offer_.keys.some((row) => row.without === without) || offer_.figures.some(({ text }) => text === axis?.text);
  const other = isOffered ? nothing : option("", axis?.text || without || chosen().over, true);
  return [other, [...groups].map(([title, options]) => html`<optgroup label=${title}>${options}</optgroup>`)];
}

/** @param {Labels} labels */
function valueFields(labels) {
  const axis = axisNow();
  if (!axis) return nothing;
  return ENDS.map(
    (end) =>
      html`<label
        ><span>${labels["sweep_" + end]}</span
        ><input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          size="5"
          .value=${axis[end]}
          data-sets=${"trade-" + end}
          data-key=${"trade-" + end}
      /></label>`,
  );
}

function keyBoxes() {
  const { without, match } = chosen();
  const keys = keysFor(without);
  if (!keys.length) return nothing;
  const box = (/** @type {{ key: string, name: string }} */ { key, name }) => {
    const on = match.includes(key);
    const isLast = on && match.length === 1; // one has to be left
    return html`<label class="boxed"
      ><input
        type="checkbox"
        .checked=${on}
        ?disabled=${isLast}
        data-sets=${"trade-key-" + key}
        data-key=${"trade-key-" + key}
      />${name}</label
    >`;
  };
  return html`<div class="keys">${keys.map(box)}</div>`;
}

/**
 * @param {CityAnswer} show
 * @param {TradeOffer} offer_
 */
const formFields = (show, offer_) =>
  html`<div class="trade-form">
    <div class="axis-row">
      <label class="wide"
        ><span>${show.said.trade_setting}</span
        ><select data-sets="trade-setting" data-key="trade-setting">
          ${settingOptions(show.said, offer_)}
        </select></label
      >${valueFields(show.said)}
    </div>
    ${keyBoxes()}${offer_.note ? html`<p class="soft">${offer_.note}</p>` : nothing}
  </div>`;

// -- the answer

/**
 * Everybody at each point; folded below it the groups.
 * @param {Labels} labels
 * @param {TradeAnswer} answer
 */
function tables(labels, answer) {
  const counts = [labels.trade_reached, labels.trade_wrongly, labels.trade_missed];
  const cells = (/** @type {TradeAnswer["rows"][number]} */ row) => [row.reached, row.wrongly, row.missed].map(number);
  const everybody = answer.rows.filter(({ group }) => group === EVERYBODY);
  const all = answer.rows.map((row) => [answer.point_names[row.point], answer.group_names[row.group], ...cells(row)]);
  const heads = [answer.setting, ...counts];
  return html`${plainTable(
      "every-day trade",
      heads,
      everybody.map((row) => [answer.point_names[row.point], ...cells(row)]),
    )}
    <details>
      <summary>${labels.trade_by_group}</summary>
      ${plainTable("every-day trade by-group", [answer.setting, labels.group, ...counts], all)}
    </details>`;
}

/**
 * The form, and what was counted.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @returns {TabShown}
 */
export function tab(show, door) {
  const labels = show.said;
  const answer = /** @type {TradeOffer | null} */ (asking.answer(tabAnswer.question(door)));
  offered = answer && answer.status === "counted" ? answer : null;
  const form = offered ? formFields(show, offered) : nothing;
  const asked = question(door);
  const above = (/** @type {TradeAnswer} */ counted) =>
    html`<p class="soft">${fill(labels.trade_note, { who: counted.says })}</p>`;
  const below = (/** @type {TradeAnswer} */ counted) => tables(labels, counted);
  const shown = tabAnswer.section(show, "trade", asked, labels.trade_title, above, below);
  return { ...shown, above: [form, shown.above] };
}
