/* What a what-if changes, in words: what was asked, the sentence under the map, and the rows beside it. Each of these
   is a function of what the server told; nothing is kept here. */
import { button, make } from "../../shell/dom.js";
import { pageLink } from "../../shell/page_link.js";
import { effectClasses } from "../../state/declarations.js";
import { reproduceButton } from "../../state/reproduce.js";

const isTwo = (/** @type {WhatIfAnswer} */ show) => show.sides.length > 1;

/**
 * @param {WhatIfAnswer} show
 * @param {WhatIfSide} side
 */
const sideName = (show, side) => (isTwo(show) ? make("b", "side", side.name) : null);

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
  const items = side.said.map(([text, sentence]) => {
    const off = button("", "off", "×");
    off.setAttribute("aria-label", labels.remove + ": " + sentence);
    off.dataset.key = "off:" + number + ":" + text;
    off.addEventListener("click", () => remove(number, text));
    const item = make("li", "", make("span", "", sentence), make("code", "", text), off);
    item.title = text;
    return item;
  });
  const list = items.length ? make("ul", "", ...items) : make("p", "hint", labels.nothing + " " + labels.hint);
  const count = items.length > 1 ? make("small", "soft", labels.count.replace("{count}", String(items.length))) : null;
  return make("div", "chosen-side", sideName(show, side), count, list);
}

/**
 * The sentence, and what stays as it was.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 * @param {WhatIfSide} side
 */
export function outcomeBox(show, labels, side) {
  const counts = make("b", "", show.before.shut + " → " + side.shut);
  const doors = make("p", "doors-line", counts, " " + ofAll(show, labels) + " " + labels.doors);
  const sentences = [make("p", "sentence", side.told[0]), make("p", "soft", side.told[1])];
  return make("div", "outcome-of", sideName(show, side), make("div", "outcome-side", ...sentences, doors));
}

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
  const again = reproduceButton(show.recipes[recipe], labels.reproduce);
  if (!again) return null;
  again.dataset.key = "again:" + recipe;
  again.setAttribute("aria-label", labels.reproduce + ": " + name);
  return again;
}

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function doorsCard(show, labels) {
  const cell = (/** @type {string} */ name, /** @type {number} */ shut, /** @type {string} */ recipe) => {
    const again = repeatButton(show, labels, recipe, name + ", " + labels.doors);
    const count = make("span", "number", make("strong", "", String(shut)), again);
    return make("div", "doors-cell", make("small", "", name), count);
  };
  const after = (/** @type {WhatIfSide} */ side) => (isTwo(show) ? side.name : labels.after);
  const sides = show.sides.map((side) => cell(after(side), side.shut, "shut " + side.name));
  const row = make("div", "doors-row", cell(labels.before, show.before.shut, "before"), ...sides);
  return make("section", "card doors-card", row, make("p", "soft", ofAll(show, labels) + " " + labels.doors));
}

// -- row by row

const aside = (/** @type {ChangeRow} */ row) => [row.door ? "" : row.word, row.whom].filter(Boolean).join(" · ");

/**
 * A row as a link to its proof, with its days. Where the effect is new, it is asked about under the what-if.
 * @param {ChangeRow | ChangedDoor} row
 * @param {string} when
 */
function effectItem(row, when) {
  const link = pageLink("why", { why: row.why, proof: "" }, "what", row.name);
  const more = aside(/** @type {ChangeRow} */ (row));
  return make(
    "li",
    effectClasses(row.effect),
    make("i", "mark"),
    link,
    make("span", "when", when),
    more ? make("span", "more", more) : null,
  );
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
 * @param {boolean} open whether the unchanged rows are shown
 */
function changesCard(show, labels, open) {
  const side = show.sides[0];
  const sections = kinds(show, side, 0).map(({ name, items, count, recipe }) => {
    const again = recipe ? repeatButton(show, labels, recipe + side.name, labels[name]) : null;
    const heading = make("h3", "", labels[name] + " ", make("b", "", count), again);
    return make("section", "change is-" + name, heading, make("ul", "effects", ...items));
  });
  const same = show.rows.filter((row) => row.change[0] === "same");
  const none = show.rows.length ? null : make("p", "", labels.none_at_all);
  if (!same.length) return make("section", "card", none, ...sections);
  const summary = make("summary", "", labels.same + " ", make("b", "", String(same.length)));
  summary.dataset.key = "unchanged";
  const items = same.map((row) => effectItem(row, row.before));
  const rest = make("details", "change", summary, make("ul", "effects", ...items));
  rest.open = open;
  return make(
    "section",
    "card",
    none,
    ...sections,
    rest,
    repeatButton(show, labels, "counts " + side.name, labels.same),
  );
}

/**
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 */
function differencesCard(show, labels) {
  const rows = show.rows.filter((row) => row.differs);
  const again = repeatButton(show, labels, "differ", labels.differ);
  if (!rows.length) return make("section", "card", make("p", "large", labels.alike), again);
  const heads = show.sides.map((side) => {
    const cell = make("th", "", side.name);
    cell.scope = "col";
    return cell;
  });
  const body = rows.map((row) => {
    const name = make("th", "", make("b", "", row.name), make("small", "", aside(row)));
    name.scope = "row";
    const open = row.door ? labels.open_door : labels.none;
    return make(
      "tr",
      effectClasses(row.effect),
      name,
      ...row.after.map((when) => make("td", when ? "shut" : "open", when || open)),
    );
  });
  const top = make("thead", "", make("tr", "", make("td", ""), ...heads));
  const heading = make("h2", "", labels.differ + " ", make("b", "", String(rows.length)));
  return make("section", "card", heading, make("table", "differ", top, make("tbody", "", ...body)), again);
}

/**
 * All that stands beside the map.
 * @param {WhatIfAnswer} show
 * @param {Labels} labels
 * @param {boolean} open whether the unchanged rows are shown
 */
export function cards(show, labels, open) {
  return [doorsCard(show, labels), isTwo(show) ? differencesCard(show, labels) : changesCard(show, labels, open)];
}
