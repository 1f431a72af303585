/* One switch, before and after, on a map that doesn't move: what opens, what closes, and what else changes. */
import { counted, goButton, make } from "./elements.js";
import { lightsUnder } from "./lights.js";
import { chosenSwitch, switchList } from "./switch_choice.js";

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function whatIfPage(context) {
  const { book, story, state, picture, say } = context;
  const number = chosenSwitch(context);
  const after = number >= 0 && state.side !== "before";
  picture.show(story, number >= 0 && story.changes.wide.includes(number) ? "wide" : "map");
  picture.light(lightsUnder(story, Math.max(0, number), after));
  const sides = [
    goButton("side:before", { side: "before" }, { "aria-pressed": String(!after) }, say("before")),
    goButton("side:after", { side: "" }, { "aria-pressed": String(after), disabled: number < 0 }, say("after")),
  ];
  const texts = book.switches.map((each) => each.text);
  const at = (/** @type {number} */ place) => ({
    "what-if": texts[Math.min(Math.max(0, place), texts.length - 1)],
    side: "",
  });
  return {
    content: [
      make(
        "section",
        { class: "shown" },
        make("div", { class: "tools" }, make("span", { class: "group" }, ...sides), headline(context, number)),
        picture.figure,
        make("div", { id: "now" }, ...told(context, number)),
      ),
      make(
        "section",
        { class: "beside", tabindex: 0, "aria-label": say("switches") },
        ...changes(context, number),
        make("h2", {}, say("switches")),
        ...switchList(context),
      ),
    ],
    next: state.side === "before" ? { side: "" } : number < 0 ? at(0) : at(number + 1),
    back: number >= 0 && state.side !== "before" ? { side: "before" } : at(number - 1),
  };
}

/**
 * How many services are closed before and after.
 * @param {BookContext} context
 * @param {number} number
 */
function headline({ book, story, say }, number) {
  const total = book.world.doors.length;
  const outcome = number < 0 ? null : story.changes.outcomes[story.changes.switches[number][0]];
  const numbers = outcome ? story.closed.length + " → " + outcome.closed : String(story.closed.length);
  return make(
    "span",
    { class: "count" },
    make("b", { id: "shut" }, numbers),
    " " + say("doors", { total, name: story.name }),
  );
}

/**
 * What the switch says, and what it changes, in sentences.
 * @param {BookContext} context
 * @param {number} number
 */
function told({ book, story, say }, number) {
  if (number < 0) return [make("p", { id: "sentence", "aria-live": "polite" }, say("choose_switch"))];
  const outcome = story.changes.outcomes[story.changes.switches[number][0]];
  return [
    make("p", { class: "soft" }, book.switches[number].sentence),
    make("p", { id: "sentence", "aria-live": "polite" }, outcome.told[0]),
    outcome.told[1] && make("p", {}, outcome.told[1]),
  ].filter((part) => part instanceof Node);
}

/**
 * Every effect that the switch changes, and the same switch for the whole city.
 * @param {BookContext} context
 * @param {number} number
 */
function changes(context, number) {
  const { book, story, say } = context;
  if (number < 0) return [];
  const outcome = story.changes.outcomes[story.changes.switches[number][0]];
  const rows = outcome.rows.map(([change, subject, service, effect, rule, before, after]) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        book.names.services[service] || book.names.rules[rule] || rule,
        subject === story.subject ? "" : " · " + subject,
      ),
      make("td", {}, book.names.effects[effect]?.[1] || effect),
      make("td", {}, days(context, before)),
      make("td", {}, days(context, after)),
      make("td", { class: "change " + change }, say("change_" + change)),
    ),
  );
  const head = ["service", "effect", "before", "after", "change"].map((label) =>
    make("th", { scope: "col" }, say(label)),
  );
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
  return [
    make("h2", {}, say("what_changes")),
    rows.length
      ? make("div", { class: "table", tabindex: 0, role: "group", "aria-label": say("what_changes") }, table)
      : make("p", {}, say("no_change")),
    make(
      "p",
      {},
      goButton("city", { page: "city" }, {}, say("same_in_city", { residents: counted(book.city.residents) })),
    ),
  ];
}

/**
 * From when until when.
 * @param {BookContext} context
 * @param {BookDays} span
 */
function days({ say }, span) {
  if (!span) return "-";
  const [day, until] = span;
  return until === null ? say("day", { day }) : until <= day ? say("never") : say("days", { day, until });
}
