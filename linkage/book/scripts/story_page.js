/* A story, step by step or day by day: its map, its accounts, its matrix, every step, and what closes. */
import { badge, goButton, keyList, make, quotations } from "./elements.js";
import { numberIn } from "./hash_state.js";
import { lightsAfter, lightsOnDay } from "./lights.js";

const DRAWINGS = /** @type {const} */ (["map", "accounts", "matrix"]);

/**
 * Where a story stands: how many waves are told, how many single steps of the next one, and how many steps in all.
 * @param {BookContext} context
 */
export function placeOf({ story, state }) {
  const wave = numberIn(state.wave, 0, story.waves.length, 0);
  const start = wave ? story.waves[wave - 1].end : 0;
  const end = wave < story.waves.length ? story.waves[wave].end : start;
  const step = numberIn(state.step, 0, Math.max(0, end - start - 1), 0);
  return { wave, step, position: start + step };
}

/**
 * The state that tells so many waves, and so many steps more.
 * @param {number} wave
 * @param {number} [step]
 * @returns {BookState}
 */
const at = (wave, step) => ({ wave: wave ? String(wave) : "", step: step ? String(step) : "", "on-day": "" });

/**
 * The state that tells so many steps.
 * @param {BookStory} story
 * @param {number} position
 */
export function atPosition(story, position) {
  const told = Math.min(Math.max(position, 0), story.steps.length);
  const wave = story.waves.filter((each) => each.end <= told).length;
  return at(wave, told - (wave ? story.waves[wave - 1].end : 0));
}

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function storyPage(context) {
  const { story, state, picture } = context;
  const drawing = DRAWINGS.find((name) => name === state.drawing) || (story.drawing === "matrix" ? "matrix" : "map");
  picture.show(story, drawing);
  return state["on-day"] ? dayPage(context, drawing) : wavePage(context, drawing);
}

/**
 * The story by steps.
 * @param {BookContext} context
 * @param {string} drawing
 * @returns {BookPage}
 */
function wavePage(context, drawing) {
  const { story, picture, say } = context;
  const { wave, step, position } = placeOf(context);
  const from = step ? position - 1 : wave ? (story.waves[wave - 2]?.end ?? 0) : 0;
  picture.light(lightsAfter(story, position, from));
  const fresh = story.steps.slice(from, position);
  const text = !position ? story.opening : fresh.length === 1 ? fresh[0].sentence : story.waves[wave - 1].sentence;
  const shut = story.closed.filter((row) => row.place < position).length;
  const where = say("place", { wave: wave + (step ? 1 : 0), waves: story.waves.length });
  return {
    content: [
      shown(context, drawing, [nowBox(context, text, fresh), stepBar(context, where, shut)]),
      make(
        "section",
        { class: "beside", tabindex: 0, "aria-label": say("steps") },
        ...waveList(context, position, from),
      ),
    ],
    next: at(Math.min(wave + 1, story.waves.length)),
    back: step ? at(wave) : at(Math.max(0, wave - 1)),
    stepNext: atPosition(story, position + 1),
    stepBack: atPosition(story, position - 1),
    first: at(0),
    last: at(story.waves.length),
  };
}

/**
 * The picture with its buttons, and what stands below it.
 * @param {BookContext} context
 * @param {string} drawing
 * @param {Node[]} below
 */
function shown({ story, state, say, picture }, drawing, below) {
  const drawings = DRAWINGS.map((name) =>
    goButton("drawing:" + name, { drawing: name }, { "aria-pressed": String(name === drawing) }, say(name)),
  );
  const byDay = Boolean(state["on-day"]);
  const ways = [
    goButton("by:wave", { "on-day": "" }, { "aria-pressed": String(!byDay) }, say("by_step")),
    goButton("by:day", { "on-day": String(story.days[0]?.day ?? 0) }, { "aria-pressed": String(byDay) }, say("by_day")),
  ];
  return make(
    "section",
    { class: "shown" },
    make(
      "div",
      { class: "tools" },
      make("span", { class: "group" }, ...drawings),
      make("span", { class: "group" }, ...ways),
    ),
    picture.figure,
    ...below,
  );
}

/**
 * The sentence of what is new, with what it rests on.
 * @param {BookContext} context
 * @param {string} text
 * @param {BookStep[]} steps
 */
function nowBox(context, text, steps) {
  const badges = [...new Map(steps.map((step) => [step.badge, step])).values()].map((step) =>
    badge(step.status, step.badge),
  );
  const keys = [...new Map(steps.flatMap((step) => step.keys).map((key) => [key.join(" "), key])).values()];
  const quotes = [...new Set(steps.flatMap((step) => step.quotes))];
  const verbatim = quotes.find((id) => context.book.quotes[id]?.text) || quotes[0];
  return make(
    "div",
    { id: "now" },
    make("p", { id: "sentence", "aria-live": "polite" }, text),
    make("p", { class: "basis" }, ...keyList(keys), ...badges),
    ...(verbatim ? quotations(context, [verbatim]) : []),
  );
}

/**
 * Back, where the story stands, how many services are closed, next.
 * @param {BookContext} context
 * @param {string} where
 * @param {number} shut
 */
function stepBar({ book, story, say }, where, shut) {
  const total = book.world.doors.length;
  const doors = story.closed.length
    ? say("doors", { total, name: story.name })
    : say("effects", { count: story.effects.length });
  return make(
    "div",
    { class: "bar" },
    make("button", { type: "button", "data-do": "back", "data-key": "back", "aria-label": say("back") }, "←"),
    make(
      "span",
      { class: "middle" },
      make("span", { class: "where" }, where),
      make(
        "span",
        { class: "count" },
        story.closed.length ? make("b", { id: "shut" }, String(shut)) : null,
        " " + doors,
      ),
    ),
    make("button", { type: "button", "data-do": "next", "data-key": "next", "aria-label": say("next") }, "→"),
  );
}

/**
 * Every step in its wave, with what is reached; then what closes, and what all rests on.
 * @param {BookContext} context
 * @param {number} position
 * @param {number} from
 */
function waveList(context, position, from) {
  const { story, say } = context;
  let start = 0;
  const waves = story.waves.map((wave, number) => {
    const steps = story.steps.slice(start, wave.end).map((step, offset) => {
      const place = start + offset;
      const now = place >= from && place < position;
      return make(
        "li",
        { class: place < position ? "reached" : "", "aria-current": now ? "step" : null },
        step.sentence + " ",
        ...keyList(step.keys),
        badge(step.status, step.badge),
        step.wrong && make("b", { class: "wrong" }, " " + say("wrong")),
      );
    });
    start = wave.end;
    const [first, last] = wave.days;
    const days = first === last ? say("day", { day: first }) : say("days", { day: first, until: last });
    const title = goButton(
      "wave:" + number,
      at(number + 1),
      { class: "plain" },
      say("wave", { number: number + 1 }) + ", " + days,
    );
    return make("li", {}, title, make("ol", {}, ...steps));
  });
  const quotes = [...new Set(story.steps.flatMap((step) => step.quotes))];
  return [
    make("h2", {}, say("steps")),
    make("ol", { class: "waves" + (position ? " started" : "") }, ...waves),
    ...closedList(context, position),
    make("h2", {}, say("rests")),
    ...quotations(context, quotes),
  ];
}

/**
 * What the story comes to: each effect leads to its proof.
 * @param {BookContext} context
 * @param {number} position
 */
function closedList({ book, story, say }, position) {
  const rows = story.closed.map((row) => {
    const name = book.names.services[row.service];
    const text = say("from_day", { day: row.day });
    const attributes = { class: "plain" + (row.place < position ? " reached" : "") };
    return make(
      "li",
      {},
      goButton("why:" + row.service, { page: "why", why: row.service }, attributes, name),
      " " + text,
    );
  });
  const others = story.effects.filter((effect) => !story.closed.some((row) => story.effects[row.effect] === effect));
  const more = others.map((effect) => {
    const id = effect.subject === story.subject ? effect.rule : effect.rule + "@" + effect.subject;
    const whom = effect.subject === story.subject ? "" : effect.subject;
    const text = [effect.word, whom, say("from_day", { day: effect.day })].filter(Boolean).join(" · ");
    return make("li", {}, goButton("why:" + id, { page: "why", why: id }, { class: "plain" }, effect.name), " " + text);
  });
  if (!rows.length && !more.length) return [];
  return [make("h2", {}, say("comes_to")), make("ul", {}, ...rows, ...more)];
}

/**
 * The story by days.
 * @param {BookContext} context
 * @param {string} drawing
 * @returns {BookPage}
 */
function dayPage(context, drawing) {
  const { story, state, picture, say } = context;
  const day = numberIn(state["on-day"], 0, 999999, 0);
  const stop = Math.max(0, story.days.filter((each) => each.day <= day).length - 1);
  const { happens, closed, sentences } = story.days[stop];
  picture.light(lightsOnDay(story, day));
  const [headline, ...rest] = sentences;
  const text = headline.replace(/^Day \d+/, say("on_day", { day }));
  const on = (/** @type {number} */ number) => ({ "on-day": String(story.days[number].day), wave: "", step: "" });
  const last = story.days.length - 1;
  const stops = story.days.map((each, number) =>
    make(
      "li",
      { "aria-current": number === stop ? "step" : null },
      goButton("day:" + number, on(number), { class: "plain" }, say("day", { day: each.day })),
      each.happens && ": " + each.happens,
    ),
  );
  return {
    content: [
      shown(context, drawing, [
        make(
          "div",
          { id: "now" },
          make("p", { id: "sentence", "aria-live": "polite" }, text),
          make("p", { class: "basis" }, day === story.days[stop].day ? happens : ""),
        ),
        stepBar(context, say("place_day", { day, days: story.days[last].day }), closed.length),
      ]),
      make(
        "section",
        { class: "beside", tabindex: 0, "aria-label": say("by_day") },
        make("h2", {}, say("changes")),
        make("ol", { class: "stops" }, ...stops),
        make("h2", {}, say("in_force", { day })),
        rest.length ? make("ul", {}, ...rest.map((line) => make("li", {}, line))) : make("p", {}, say("nothing")),
      ),
    ],
    next: on(Math.min(stop + 1, last)),
    back: on(Math.max(0, day > story.days[stop].day ? stop : stop - 1)),
    stepNext: { "on-day": String(Math.min(day + 1, 999999)) },
    stepBack: { "on-day": String(Math.max(0, day - 1)) },
    first: on(0),
    last: on(last),
  };
}
