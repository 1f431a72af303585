/* What an address asks for that the book hasn't: a remark on each value, with the nearest that there is. */
import { chosenOutcome, outcomes } from "./why_page.js";

const MOST_LISTED = 8;
const MOST_DAY = 999999;
/** How much of two names has to agree for one to be taken for the other. */
const ALIKE = 0.6;

/**
 * @typedef {{ names?: string[], most?: number, least?: number, first?: boolean }} Allowed
 *   the values of a field: names, or whole numbers up to `most`; `first`: a wrong one shows the first
 */

/**
 * What each field of an address may be, as far as the page that it asks for uses it.
 * @param {BookData} book
 * @param {string[]} pages
 * @param {BookState} asked
 * @returns {Record<string, Allowed>}
 */
function allowed(book, pages, asked) {
  const story = book.stories.find((each) => each.id === asked.story) || book.stories[0];
  const page = asked.page && pages.includes(asked.page) ? asked.page : "stage";
  const lesson = book.lessons.find((each) => each.id === asked.lesson);
  const tour = book.tours.find((each) => each.id === asked.tour);
  return {
    page: { names: pages, first: true },
    story: { names: book.stories.map((each) => each.id), first: true },
    drawing: { names: ["map", "accounts", "matrix"] },
    theme: { names: ["light", "dark"] },
    side: { names: ["before", "after"] },
    "what-if": { names: book.switches.map((each) => each.text) },
    lesson: { names: book.lessons.map((each) => each.id) },
    tour: { names: book.tours.map((each) => each.id) },
    ...(lesson ? { part: { most: lesson.stops.length } } : {}),
    ...(tour ? { stop: { least: 1, most: tour.stops.length + 1 }, walked: { most: 99 } } : {}),
    ...(story ? ofStory(story, page, asked) : {}),
  };
}

/**
 * What the fields of a page may be that shows a story.
 * @param {BookStory} story
 * @param {string} page
 * @param {BookState} asked
 * @returns {Record<string, Allowed>}
 */
function ofStory(story, page, asked) {
  if (page === "why") {
    const all = outcomes(story);
    const services = all.flatMap(({ effect }) => (effect?.service ? [effect.service] : []));
    const ids = all.flatMap(({ id }) => [id.replace(/^open:/, ""), id]);
    const proof = chosenOutcome(all, asked.why || "")?.effect?.proof || [];
    return { why: { names: [...new Set([...ids, ...services])], first: true }, step: { most: proof.length } };
  }
  if (page === "join") return { join: { names: story.joins.map((join) => story.steps[join.place].id), first: true } };
  if (page !== "stage") return {};
  if (asked["on-day"]) return { "on-day": { most: MOST_DAY } };
  const wave = Number(asked.wave || 0);
  const start = wave ? story.waves[wave - 1]?.end : 0;
  const most = (story.waves[wave]?.end ?? 0) - (start ?? 0) - 1;
  return { wave: { most: story.waves.length }, step: { most: Math.max(0, most || 0) } };
}

/**
 * A remark on each value of an address that the book hasn't, and the state without those.
 * @param {BookData} book
 * @param {string[]} pages
 * @param {BookState} asked
 * @param {BookContext["say"]} say
 * @returns {{ remark: string, state: BookState }}
 */
export function withoutUnknown(book, pages, asked, say) {
  const rules = allowed(book, pages, asked);
  const wrong = Object.keys(asked).filter((name) => name in rules && !isAllowed(rules[name], asked[name]));
  const remarks = wrong.map((name) => remarkOn(name, asked[name], rules[name], say));
  if (wrong.some((name) => rules[name].first)) remarks.push(say("first_instead"));
  const state = Object.fromEntries(Object.entries(asked).filter(([name]) => !wrong.includes(name)));
  return { remark: remarks.join(" "), state };
}

/**
 * @param {Allowed} rule
 * @param {string} value
 */
function isAllowed({ names, least = 0, most = 0 }, value) {
  if (names) return names.includes(value);
  return /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/**
 * The sentence that there is no such value: the nearest, or which there are.
 * @param {string} name
 * @param {string} value
 * @param {Allowed} rule
 * @param {BookContext["say"]} say
 */
function remarkOn(name, value, { names, least = 0, most = 0 }, say) {
  const field = say("field_" + name);
  if (!names) return say("no_number", { field, value, least, most });
  const near = nearest(value, names);
  if (near) return say("no_such_near", { field, value, near });
  const few = names.slice(0, MOST_LISTED).join(", ") + (names.length > MOST_LISTED ? ", …" : "");
  return names.length ? say("no_such", { field, value, names: few }) : say("none_such", { field, value });
}

/**
 * The name that is spelled most like another; blank where none is close.
 * @param {string} value
 * @param {string[]} names
 */
export function nearest(value, names) {
  const ranked = names.map((name) => ({ name, alike: alikeness(value.toLowerCase(), name.toLowerCase()) }));
  const best = ranked.reduce((one, other) => (other.alike > one.alike ? other : one), { name: "", alike: 0 });
  return best.alike >= ALIKE ? best.name : "";
}

/**
 * How much two texts agree: 1 are the same, 0 have nothing in common (the signs that both have in one order, as a share).
 * @param {string} one
 * @param {string} other
 */
function alikeness(one, other) {
  let row = new Array(other.length + 1).fill(0);
  for (const sign of one) {
    const next = [0];
    for (let at = 0; at < other.length; at++) {
      next.push(other[at] === sign ? row[at] + 1 : Math.max(next[at], row[at + 1]));
    }
    row = next;
  }
  return (2 * row[other.length]) / (one.length + other.length);
}
