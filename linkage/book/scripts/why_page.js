/* Why something happened: its proof line by line with quotes and badges, on the map; and which single switch opens it. */
import { badge, fewQuotations, goButton, keyList, make } from "./elements.js";
import { numberIn } from "./hash_state.js";
import { lightsOfProof } from "./lights.js";

/**
 * What can be asked about: closed services, then other effects, then what stays open.
 * @param {BookStory} story
 */
export function outcomes(story) {
  const closed = story.closed.map((row) => ({ id: row.service, row, effect: story.effects[row.effect], open: "" }));
  const others = story.effects.filter((effect) => !closed.some((each) => each.effect === effect));
  return [
    ...closed,
    ...others.map((effect) => ({
      id: effect.subject === story.subject ? effect.rule : effect.rule + "@" + effect.subject,
      row: null,
      effect,
      open: "",
    })),
    ...story.open.map(([service, reason]) => ({ id: "open:" + service, row: null, effect: null, open: reason })),
  ];
}

/**
 * The service of an outcome's id: what stays open is named so, since the same service may be closed to somebody else.
 * @param {string} id
 */
const serviceOf = (id) => id.replace(/^open:/, "");

/**
 * The outcome that is asked about; where none is, the first effect.
 * @param {ReturnType<typeof outcomes>} all
 * @param {string} asked
 */
export const chosenOutcome = (all, asked) =>
  all.find((each) => each.id === asked) ||
  all.find((each) => asked && each.effect?.service === asked) ||
  all.find((each) => each.id === "open:" + asked) ||
  all.find((each) => each.effect) ||
  all[0];

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function whyPage(context) {
  const { book, story, state, picture, say } = context;
  const all = outcomes(story);
  const chosen = chosenOutcome(all, state.why || "");
  picture.show(story, "map");
  const proof = chosen?.effect?.proof || [];
  const shownLines = numberIn(state.step, 0, proof.length, proof.length);
  picture.light(lightsOfProof(story, proof.slice(0, shownLines)));
  const name = (/** @type {(typeof all)[0]} */ each) =>
    each.row || !each.effect ? book.names.services[serviceOf(each.id)] : book.names.rules[each.effect.rule];
  const list = all.map((each) =>
    make(
      "li",
      {},
      goButton(
        "why:" + each.id,
        { why: each.id, step: "" },
        { class: "plain", "aria-current": each === chosen ? "true" : null },
        name(each),
      ),
      " ",
      each.effect ? badge(each.effect.weakest) : make("span", { class: "soft" }, say("stays_open")),
      each.effect && each.effect.subject !== story.subject && " " + each.effect.subject,
    ),
  );
  const at = (/** @type {number} */ line) => ({
    why: chosen?.id || "",
    step: line === proof.length ? "" : String(line),
  });
  return {
    content: [
      make(
        "section",
        { class: "shown" },
        make("h2", { class: "question" }, chosen ? question(context, chosen) : say("nothing")),
        make("p", { class: "basis" }, ...facts(context, chosen?.effect || null)),
        picture.figure,
        make("ol", { class: "proof" }, ...proof.slice(0, shownLines).map((place) => proofLine(context, place))),
      ),
      make(
        "section",
        { class: "beside", tabindex: 0, "aria-label": say("outcomes") },
        make("h2", {}, say("outcomes")),
        make("ul", { class: "choices" }, ...list),
        ...remedies(context, chosen?.row?.service || ""),
      ),
    ],
    next: at(Math.min(proof.length, shownLines + 1)),
    back: at(Math.max(1, shownLines - 1)),
    first: at(Math.min(1, proof.length)),
    last: at(proof.length),
  };
}

/**
 * The question in words; of what stays open, the answer.
 * @param {BookContext} context
 * @param {ReturnType<typeof outcomes>[0]} chosen
 */
function question({ book, story, say }, { id, row, effect, open }) {
  if (!effect) return open || say("stays_open");
  const service = book.names.services[serviceOf(id)];
  if (row?.needs) return say("why_with", { service, closer: book.names.services[row.needs], name: story.name });
  return effect.question;
}

/**
 * From when until when it holds, the weakest status of its proof, and how many proofs there are.
 * @param {BookContext} context
 * @param {BookEffect | null} effect
 */
function facts({ say }, effect) {
  if (!effect) return [];
  const { day, until } = effect;
  const days = until === null ? say("from_day", { day }) : until <= day ? say("never") : say("days", { day, until });
  return [
    make("span", {}, days),
    make("span", {}, say("weakest") + " ", badge(effect.weakest)),
    make("span", {}, say("figures") + " ", badge(effect.figures)),
    make("span", {}, effect.proofs === "1" ? say("one_proof") : say("proofs", { count: effect.proofs })),
    effect.wrong ? make("b", { class: "wrong" }, say("wrong")) : "",
  ];
}

/**
 * A line of a proof: its sentence, its day, what it joins on, its badge and its quotes.
 * @param {BookContext} context
 * @param {number} place
 */
function proofLine(context, place) {
  const { story, say } = context;
  const step = story.steps[place];
  const join =
    step.kind === "linked" && goButton("join:" + step.id, { page: "join", join: step.id }, {}, say("see_join"));
  return make(
    "li",
    {},
    make("p", {}, step.sentence + " ", make("span", { class: "soft" }, say("day", { day: step.day }))),
    make("p", { class: "basis" }, ...keyList(step.keys), badge(step.status, step.badge), join),
    ...fewQuotations(context, step.quotes),
  );
}

/**
 * The single switches under which a service is open again; each was run.
 * @param {BookContext} context
 * @param {string} service
 */
function remedies({ book, story, say }, service) {
  if (!service) return [];
  const opens = book.switches.filter((_, number) => {
    const outcome = story.changes.outcomes[story.changes.switches[number][0]];
    return outcome.opened.includes(service);
  });
  const rows = opens.map((each) =>
    make(
      "li",
      {},
      goButton("opens:" + each.text, { page: "what-if", "what-if": each.text }, { class: "plain" }, each.sentence),
    ),
  );
  return [make("h2", {}, say("lifts")), rows.length ? make("ul", {}, ...rows) : make("p", {}, say("lifts_none"))];
}
