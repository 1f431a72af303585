/* What a what-if changes, in words: what was asked, the sentence under the map, and the rows beside it. Each of these
   is a function of what the server told; nothing is kept here. */
import { linkOf } from "../../shell/page_link.js";
import { html, nothing, repeat } from "../../shell/templates.js";
import { effectClasses } from "../../state/declarations.js";
import * as reproduce from "../../state/reproduce.js";

const isTwo = (/** @type {WhatIfAnswer} */ show) => show.sides.length > 1;

/**
 * @param {WhatIfAnswer} show
 * @param {WhatIfSide} side
 */
const sideName = (show, side) => (isTwo(show) ? html`<b class="side">${side.name}</b>` : nothing);

// -- what was asked

/**
 * What a side changes, each change with a button that takes it back.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 * @param {WhatIfSide} side
 * @param {number} number of the side
 * @param {(number: number, text: string) => void} remove
 */
export function askedBox(show, labels, side, number, remove) {
  const item = (/** @type {[text: string, sentence: string]} */ [text, sentence]) =>
    html`<li title=${text}>
      <span>${sentence}</span><code>${text}</code
      ><button
        type="button"
        class="off"
        aria-label=${labels.remove + ": " + sentence}
        data-key=${"off:" + number + ":" + text}
        @click=${() => remove(number, text)}
      >
        ×
      </button>
    </li>`;
  const list = html`<ul>
    ${repeat(side.said, ([text]) => text, item)}
  </ul>`;
  const none = html`<p class="hint">${labels.nothing} ${labels.hint}</p>`;
  const count = html`<small class="soft">${labels.count.replace("{count}", String(side.said.length))}</small>`;
  return html`<div class="chosen-side">
    ${sideName(show, side)}${side.said.length > 1 ? count : nothing}${side.said.length ? list : none}
  </div>`;
}

/**
 * The sentence, and what stays as it was.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 * @param {WhatIfSide} side
 */
export const outcomeBox = (show, labels, side) =>
  html`<div class="outcome-of">
    ${sideName(show, side)}
    <div class="outcome-side">
      <p class="sentence">${side.told[0]}</p>
      <p class="soft">${side.told[1]}</p>
      <p class="doors-line"><b>${show.before.shut} → ${side.shut}</b> ${ofAll(show, labels)} ${labels.doors}</p>
    </div>
  </div>`;

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
const ofAll = (show, labels) => labels.of.replace("{count}", String(show.doors));

// -- numbers

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 * @param {string} recipe
 * @param {string} name of the number
 */
function repeatButton(show, labels, recipe, name) {
  const found = show.recipes[recipe];
  if (!found) return nothing;
  return html`<button
    type="button"
    class="again"
    aria-label=${labels.reproduce + ": " + name}
    data-key=${"again:" + recipe}
    @click=${() => reproduce.open(found)}
  >
    ${labels.reproduce}
  </button>`;
}

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function doorsCard(show, labels) {
  const cell = (/** @type {string} */ name, /** @type {number} */ shut, /** @type {string} */ recipe) =>
    html`<div class="doors-cell">
      <small>${name}</small>
      <span class="number"
        ><strong>${shut}</strong>${repeatButton(show, labels, recipe, name + ", " + labels.doors)}</span
      >
    </div>`;
  const after = (/** @type {WhatIfSide} */ side) => (isTwo(show) ? side.name : labels.after);
  const sides = show.sides.map((side) => cell(after(side), side.shut, "shut " + side.name));
  return html`<section class="card doors-card">
    <div class="doors-row">${cell(labels.before, show.before.shut, "before")}${sides}</div>
    <p class="soft">${ofAll(show, labels)} ${labels.doors}</p>
  </section>`;
}

// -- row by row

const aside = (/** @type {ChangeRow} */ row) => [row.door ? "" : row.word, row.whom].filter(Boolean).join(" · ");

/**
 * A row as a link to its proof, with its days. Where the effect is new, it is asked about under the what-if.
 * @param {ChangeRow | ChangedDoor} row
 * @param {string} when
 */
function effectItem(row, when) {
  const more = aside(/** @type {ChangeRow} */ (row));
  return html`<li class=${effectClasses(row.effect)}>
    <i class="mark"></i>${linkOf("why", { why: row.why, proof: "" }, "what", row.name)}<span class="when">${when}</span
    >${more ? html`<span class="more">${more}</span>` : nothing}
  </li>`;
}

/**
 * The rows of each kind of change, each with the days that say it; a number where the rows are all there are.
 * @param {WhatIfAnswer} show
 * @param {WhatIfSide} side
 * @param {number} place of the side
 */
function kinds(show, side, place) {
  const changed = (/** @type {string} */ change) => show.rows.filter((row) => row.change[place] === change);
  const beside = (/** @type {ChangedDoor[]} */ doors) => (/** @type {ChangeRow} */ row) =>
    !row.door || !doors.some((door) => door.id === row.id);
  const doorItems = (/** @type {ChangedDoor[]} */ doors) => doors.map((row) => effectItem(row, row.when));
  const gone = changed("gone").filter(beside(side.opened));
  const added = changed("new").filter(beside(side.shut_now));
  const moved = ["earlier", "later", "shorter", "longer"].map((name) => {
    const items = changed(name).map((row) => effectItem(row, row.moved[place]));
    return { name, items, count: String(items.length), recipe: "counts " };
  });
  const groups = [
    {
      name: "opened",
      items: doorItems(side.opened),
      count: String(side.opened.length),
      recipe: "doors ",
    },
    {
      name: "shut",
      items: doorItems(side.shut_now),
      count: String(side.shut_now.length),
      recipe: "doors ",
    },
    {
      name: "gone",
      items: gone.map((row) => effectItem(row, row.before)),
      count: "",
      recipe: "",
    },
    {
      name: "new",
      items: added.map((row) => effectItem(row, row.after[place])),
      count: "",
      recipe: "",
    },
    ...moved,
  ];
  return groups.filter(({ items }) => items.length);
}

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function changesCard(show, labels) {
  const side = show.sides[0];
  const sections = kinds(show, side, 0).map(
    ({ name, items, count, recipe }) =>
      html`<section class=${"change is-" + name}>
        <h3>
          ${labels[name]} <b>${count}</b>${
            recipe ? repeatButton(show, labels, recipe + side.name, labels[name]) : nothing
          }
        </h3>
        <ul class="effects">
          ${items}
        </ul>
      </section>`,
  );
  return html`<section class="card">
    ${show.rows.length ? nothing : html`<p>${labels.none_at_all}</p>`}${sections}${unchanged(show, labels)}
  </section>`;
}

/**
 * The rows that stay as they were, folded.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function unchanged(show, labels) {
  const same = show.rows.filter((row) => row.change[0] === "same");
  if (!same.length) return nothing;
  return html`<details class="change">
      <summary data-key="unchanged">${labels.same} <b>${same.length}</b></summary>
      <ul class="effects">
        ${same.map((row) => effectItem(row, row.before))}
      </ul>
    </details>
    ${repeatButton(show, labels, "counts " + show.sides[0].name, labels.same)}`;
}

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function differencesCard(show, labels) {
  const rows = show.rows.filter((row) => row.differs);
  const again = repeatButton(show, labels, "differ", labels.differ);
  const alike = html`<section class="card">
    <p class="large">${labels.alike}</p>
    ${again}
  </section>`;
  if (!rows.length) return alike;
  const line = (/** @type {ChangeRow} */ row) => {
    const open = row.door ? labels.open_door : labels.none;
    return html`<tr class=${effectClasses(row.effect)}>
      <th scope="row"><b>${row.name}</b><small>${aside(row)}</small></th>
      ${row.after.map((when) => html`<td class=${when ? "shut" : "open"}>${when || open}</td>`)}
    </tr>`;
  };
  return html`<section class="card">
    <h2>${labels.differ} <b>${rows.length}</b></h2>
    <table class="differ">
      <thead>
        <tr>
          <td></td>
          ${show.sides.map((side) => html`<th scope="col">${side.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(line)}
      </tbody>
    </table>
    ${again}
  </section>`;
}

/**
 * All that stands beside the map.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
export const cards = (show, labels) => [
  doorsCard(show, labels),
  isTwo(show) ? differencesCard(show, labels) : changesCard(show, labels),
];
