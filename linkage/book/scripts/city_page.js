/* The whole city, as the world is and under one switch: how many each effect reaches, with and without links. */
import { counted, make } from "./elements.js";
import { chosenSwitch, switchMenu } from "./switch_choice.js";

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function cityPage(context) {
  const { book, say } = context;
  const { city } = book;
  const number = chosenSwitch(context);
  const rows = city.rows.map((row, place) => ({ row, numbers: /** @type {number[]} */ (row.slice(2)), place }));
  const after = number < 0 ? null : city.switches[number];
  const told = rows.map(({ row, numbers, place }) => {
    const changed = after?.rows.find((each) => each[0] === place)?.slice(1) || numbers;
    return { row, before: numbers, after: changed };
  });
  const shown = told.filter(({ before, after: now }) => before[0] || before[1] || now[0] || now[1]);
  const through = (/** @type {number[]} */ numbers) => numbers[0] - numbers[3];
  shown.sort((one, other) => through(other.before) - through(one.before) || other.before[0] - one.before[0]);
  const most = Math.max(1, ...shown.flatMap(({ before, after: now }) => [before[0], now[0]]));
  const sentence = say("city_of", {
    residents: counted(city.residents),
    companies: counted(city.companies),
    records: counted(after ? after.records : city.records),
  });
  return {
    content: [
      make(
        "section",
        { class: "text city" },
        make("h2", {}, say("city_title")),
        make("p", {}, sentence, city.seed === null ? "" : " " + say("seed", { seed: city.seed })),
        switchMenu(context),
        make(
          "p",
          { "aria-live": "polite", class: "large" },
          number < 0 ? say("city_none") : citySentence(context, told, number),
        ),
        effectTable(context, shown, most, number >= 0),
        closedTable(context, number),
        make("p", { class: "soft" }, say("city_note")),
      ),
    ],
  };
}

/**
 * What the switch changes for the city, in a sentence.
 * @param {BookContext} context
 * @param {{ before: number[], after: number[] }[]} rows
 * @param {number} number
 */
function citySentence({ book, say }, rows, number) {
  const fewer = rows.filter(({ before, after }) => after[0] < before[0]).length;
  const more = rows.filter(({ before, after }) => after[0] > before[0]).length;
  const numbers = { fewer, more, switch: book.switches[number].sentence };
  if (fewer && more) return say("city_both", numbers);
  return fewer ? say("city_fewer", numbers) : more ? say("city_more", numbers) : say("city_same", numbers);
}

/**
 * How many each effect at each service reaches.
 * @param {BookContext} context
 * @param {{ row: BookCityRow, before: number[], after: number[] }[]} rows
 * @param {number} most the largest number of residents, for the bars
 * @param {boolean} switched
 */
function effectTable({ book, say }, rows, most, switched) {
  const labels = [
    "service",
    "effect",
    "residents",
    ...(switched ? ["after", "difference"] : []),
    switched ? "through_after" : "through_links",
    "wrongly",
    "companies",
    "assumed",
  ];
  const body = rows.map(({ row, before, after }) => {
    const now = switched ? after : before;
    const difference = after[0] - before[0];
    const [, , colour, participle] = book.names.effects[row[1]] || ["", "", "", row[1]];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, book.names.services[row[0]] || say("no_service")),
      make("td", {}, participle),
      make("td", { class: "number" }, counted(before[0]), bar(before[0], most, colour)),
      ...(switched
        ? [
            make("td", { class: "number" }, counted(after[0]), bar(after[0], most, colour)),
            make(
              "td",
              { class: "number" },
              difference ? (difference > 0 ? "+" : "−") + counted(Math.abs(difference)) : "0",
            ),
          ]
        : []),
      make("td", { class: "number" }, counted(now[0] - now[3])),
      make("td", { class: "number" }, counted(now[2])),
      make("td", { class: "number" }, counted(now[1])),
      make("td", { class: "number" }, now[0] || now[1] ? Math.round(now[5] * 100) + " %" : "-"),
    );
  });
  return numberTable(
    say("by_service"),
    labels.map((label) => say(label)),
    body,
  );
}

/**
 * To how many each service is closed, by its own refusals or by what it needs.
 * @param {BookContext} context
 * @param {number} number
 */
function closedTable({ book, say }, number) {
  const { city } = book;
  const rows = city.closed.map(([service, ...before], place) => {
    const switched = number < 0 ? null : city.switches[number].closed.find((each) => each[0] === place);
    return { service, before, after: switched ? switched.slice(1) : before };
  });
  const shown = rows.filter(({ before, after }) => before[0] || after[0]);
  const body = shown.map(({ service, before, after }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, book.names.services[service] || service),
      make("td", { class: "number" }, counted(before[0])),
      ...(number < 0 ? [] : [make("td", { class: "number" }, counted(after[0]))]),
      make("td", { class: "number" }, counted(after[2])),
    ),
  );
  const labels = ["service", "residents", ...(number < 0 ? [] : ["after"]), "by_needs"];
  return numberTable(
    say("closed_to"),
    labels.map((label) => say(label)),
    body,
  );
}

/**
 * A table with a caption.
 * @param {string} caption
 * @param {string[]} head
 * @param {HTMLElement[]} body
 */
function numberTable(caption, head, body) {
  const cells = head.map((label) => make("th", { scope: "col" }, label));
  const table = make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...cells)),
    make("tbody", {}, ...body),
  );
  return make("div", { class: "table", tabindex: 0, role: "group", "aria-label": caption }, table);
}

/**
 * A bar, as long as its number is large.
 * @param {number} value
 * @param {number} most
 * @param {string} colour
 */
function bar(value, most, colour) {
  const filled = make("span");
  filled.style.width = (100 * value) / most + "%";
  return make("span", { class: "measure " + colour }, filled);
}
