/* The switches of a world, to choose one: as a list with what each changes in a story, and as a menu. */
import { goButton, make } from "./elements.js";

/**
 * The number of the chosen switch; -1: none.
 * @param {BookContext} context
 */
export const chosenSwitch = ({ book, state }) => book.switches.findIndex((each) => each.text === state["what-if"]);

/**
 * The switches by their groups, each with its number.
 * @param {BookData} book
 */
export function grouped(book) {
  /** @type {Map<string, { each: BookSwitch, number: number }[]>} */
  const groups = new Map();
  book.switches.forEach((each, number) => {
    groups.set(each.group_title, [...(groups.get(each.group_title) || []), { each, number }]);
  });
  return [...groups];
}

/**
 * All switches in groups that fold; each says how many services are closed with it. Those that change something come first.
 * @param {BookContext} context
 */
export function switchList({ book, story, say, state }) {
  const { outcomes, switches } = story.changes;
  const groups = grouped(book).map(([title, rows]) => {
    const told = rows.map(({ each, number }) => ({ each, outcome: outcomes[switches[number][0]] }));
    const changing = told.filter(({ outcome }) => outcome.rows.length);
    const open =
      rows.some(({ each }) => each.text === state["what-if"]) ||
      (changing.length > 0 && title === book.switches[0].group_title);
    const items = [...changing, ...told.filter(({ outcome }) => !outcome.rows.length)].map(({ each, outcome }) =>
      make(
        "li",
        { class: outcome.rows.length ? "" : "same" },
        goButton(
          "switch:" + each.text,
          { "what-if": each.text, side: "" },
          { class: "plain", "aria-current": each.text === state["what-if"] ? "true" : null, title: each.text },
          each.sentence,
        ),
        " ",
        make("span", { class: "soft" }, effectOf(story, outcome, say)),
      ),
    );
    const head = title + " · " + say("changing", { count: changing.length, total: rows.length });
    return make(
      "details",
      { open, "data-fold": title },
      make("summary", {}, head),
      make("ul", { class: "choices" }, ...items),
    );
  });
  return groups;
}

/**
 * What a switch comes to, in a few signs.
 * @param {BookStory} story
 * @param {BookOutcome} outcome
 * @param {BookContext["say"]} say
 */
function effectOf(story, outcome, say) {
  if (!outcome.rows.length) return say("no_change");
  const doors = outcome.opened.length + outcome.shut.length;
  if (!doors) return say("other_changes", { count: outcome.rows.length });
  return say("closed_now", { before: story.closed.length, after: outcome.closed });
}

/**
 * All switches as a menu.
 * @param {BookContext} context
 */
export function switchMenu(context) {
  const { book, say } = context;
  const chosen = chosenSwitch(context);
  const groups = grouped(book).map(([title, rows]) =>
    make(
      "optgroup",
      { label: title },
      ...rows.map(({ each, number }) =>
        make("option", { value: each.text, selected: number === chosen }, each.sentence),
      ),
    ),
  );
  return make(
    "label",
    { class: "menu" },
    say("switch") + " ",
    make(
      "select",
      { "data-field": "what-if", "data-key": "menu" },
      make("option", { value: "" }, say("none_switched")),
      ...groups,
    ),
  );
}
