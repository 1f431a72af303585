/* Everything beside and under the picture. Text only ever gets in as text. */
import { standing } from "../../shell/crowded_labels.js";
import { all, button, byId, childrenOf, first, keyChain, make } from "../../shell/dom.js";
import { badge, quoteFigure, sign } from "../../shell/evidence_templates.js";
import { rowLink } from "../../shell/page_link.js";
import { closesService, effectClasses } from "../../state/declarations.js";

/** Names with numbers in them as people sort them. */
const NATURAL = new Intl.Collator("en", { numeric: true });
const DENSE = 22; // pixels from one step to the next below which dots are small

/** @type {Record<string, string>} */
const TABLES = {
  agency: "agencies",
  database: "databases",
  link: "links",
  rule: "rules",
  service: "services",
  needs: "services",
  record: "record_kinds",
  recorded: "record_kinds",
};
const scrolled = new Set(); // only what was scrolled is put back: to ask for a place costs a whole layout

document.addEventListener("scroll", (event) => scrolled.add(event.target), true);

/**
 * The different keys on which steps joined.
 * @param {Step[]} steps
 */
function keysOf(steps) {
  /** @type {Map<string, Key[]>} */
  const keys = new Map();
  for (const step of steps) if (step.key.length) keys.set(step.key.map(([, word]) => word).join(), step.key);
  return [...keys.values()];
}

/**
 * Show what the newest steps join on and rest on.
 * @param {StageAnswer} show
 * @param {Step[]} steps
 */
export function showNewest(show, steps) {
  byId("question").hidden = Boolean(steps.length);
  const keys = keysOf(steps);
  byId("keys").replaceChildren(...keys.slice(0, 4).map((key) => keyChain(key, keys.length === 1)));
  const ids = [...new Set(steps.flatMap((step) => step.quotes))].filter((id) => show.quotes[id]);
  ids.sort((a, b) => Number(!show.quotes[a].text) - Number(!show.quotes[b].text));
  const place = byId("quotes");
  /** @type {(HTMLElement | null)[]} */
  const figures = ids.map((id, number) => quoteFigure(show, id, number === 0));
  const bare = steps.filter((step) => !step.quotes.length);
  if (bare.length) {
    const { none, blank } = place.dataset;
    figures.push(make("p", "none", bare.some((step) => step.status === "assumed") ? none : blank));
  }
  place.replaceChildren(...figures.filter((figure) => figure !== null));
  if (scrolled.delete(place)) place.scrollTop = 0;
}

/**
 * Show the two voices on a story, once all of it is told.
 * @param {StageAnswer} show
 * @param {boolean} isEnd
 */
export function showVoices(show, isEnd) {
  const place = byId("voices");
  if (!isEnd || !show.voices.length) return place.replaceChildren();
  const voices = show.voices.map(({ card, title, quote, source }) => {
    const says = make("blockquote", "", quote);
    const from = make("figcaption", "", make("cite", "", source), " ", rowLink("cards", card, title));
    return make("figure", "quote", says, from);
  });
  return place.replaceChildren(make("h2", "", place.getAttribute("aria-label")), ...voices);
}

/**
 * Show how well what is on the screen is known.
 * @param {StageAnswer} show
 * @param {BadgeCount[]} counts
 */
export function showBadges(show, counts) {
  byId("badges").replaceChildren(...counts.map(([status, word, count]) => badge(show, status, word, count)));
}

// -- built once a question, then shown as far as the telling goes

/**
 * @param {StageAnswer} show
 * @param {EffectRow} row
 */
function doorRow(show, row) {
  const id = row.service ? "service:" + row.service : "rule:" + row.rule;
  const word = closesService(row.effect) && !row.whom ? "" : row.word;
  const besides = row.with ? show.said.with.replace("{service}", row.with) : "";
  const rules = (row.rules || 1) > 1 ? show.said.rules.replace("{count}", String(row.rules)) : "";
  const more = [word, besides, rules, row.whom].filter(Boolean).join(" · ");
  const door = button(
    "about:" + id,
    "door " + effectClasses(row.effect) + (row.whom ? " other" : ""),
    make("i", "mark"),
    make("span", "what", row.name || row.sentence),
    make("span", "when", row.when),
    sign(show, row.weakest),
    more ? make("span", "more", more) : null,
  );
  const item = make("li", "row", door);
  item.dataset.at = String(row.at);
  return item;
}

/** @param {StageAnswer} show */
function outline(show) {
  let start = 0;
  return show.waves.map((wave, number) => {
    const steps = show.steps.slice(start, wave.end).map((step, place) => {
      const at = start + place + 1;
      const go = button("step:" + at, "", step.sentence, " ", badge(show, step.status, step.badge, 1));
      const item = make("li", "step", go);
      item.dataset.at = String(at);
      return item;
    });
    start = wave.end;
    const item = make("li", "wave", make("span", "", wave.sentence), make("ol", "", ...steps));
    item.value = number + 1;
    return item;
  });
}

/** @param {StageAnswer} show */
function mountLog(show) {
  const { title, none, lines } = show.log;
  /** @type {HTMLElement} */ (first("h2", byId("log"))).textContent = title;
  const items = lines.map(({ at, day, when, sentence, status, badge: word }) => {
    const item = make("li", "line", make("b", "when", when), make("span", "", sentence), " ");
    item.append(badge(show, status, word, 1));
    item.dataset.at = String(at);
    item.dataset.day = String(day);
    return item;
  });
  byId("log-lines").replaceChildren(make("li", "none", none), ...items);
}

/**
 * The log stands beside the drawing of accounts only, its newest line in view.
 * @param {boolean} isOpen
 */
export function openLog(isOpen) {
  byId("log").hidden = !isOpen;
  byId("told").removeAttribute("tabindex");
  if (isOpen) byId("told").setAttribute("tabindex", "0"); // it has less room then, and scrolls
  if (isOpen) byId("log-lines").scrollTop = byId("log-lines").scrollHeight;
}

/**
 * Show the log's lines as far as they are told, and once all are what they come to.
 * @param {StageAnswer} show
 * @param {(line: DOMStringMap) => boolean} isTold
 */
export function showLog(show, isTold) {
  const [none, ...lines] = childrenOf(byId("log-lines"));
  if (!none) return; // the page has been left: its lists come back with its next answer
  for (const item of lines) item.hidden = !isTold(item.dataset);
  const told = lines.filter((item) => !item.hidden).length;
  none.hidden = Boolean(told);
  byId("log-sum").textContent = told && told === lines.length ? show.log.sum : "";
  openLog(!byId("log").hidden);
}

/** @param {StageAnswer} show */
function timeline(show) {
  const begin = { label: show.said.start, when: show.said.start };
  return [begin, ...show.waves].map((wave, number) => {
    const go = button("wave:" + number, "", make("i", "dot"), make("span", "", wave.when));
    go.setAttribute("aria-label", wave.label);
    const item = make("li", "stop", go);
    item.dataset.wave = String(number);
    return item;
  });
}

/**
 * Put up the lists of an answer: what it comes to, what came last on top; its outline and its times.
 * @param {StageAnswer} show
 */
export function mount(show) {
  const effects = show.effects.filter((row) => !row.again);
  const waveOf = (/** @type {EffectRow} */ row) => show.waves.findIndex(({ end }) => row.at <= end);
  const newestFirst = [...show.doors, ...effects].sort(
    (a, b) => waveOf(b) - waveOf(a) || NATURAL.compare(a.name, b.name) || a.at - b.at,
  );
  byId("doors").replaceChildren(...newestFirst.map((row) => doorRow(show, row)));
  byId("outline").replaceChildren(...outline(show));
  byId("timeline").replaceChildren(...timeline(show));
  mountLog(show);
  const difference = byId("difference");
  difference.hidden = !show.difference;
  const changed = show.difference ? [make("b", "", difference.dataset.title), make("span", "", show.difference)] : [];
  difference.replaceChildren(...changed);
  byId("panel").classList.toggle("positive-record", show.positive);
  byId("asks-question").textContent = show.asks.question;
  byId("asks-about").textContent = show.asks.about;
}

/**
 * Show the sentence, in letters as large as its length allows; where it would be cut off beside its badges, smaller.
 * @param {string} text
 */
export function showSentence(text) {
  const place = byId("sentence");
  if (place.textContent !== text) place.textContent = text;
  const sizes = text.length > 165 ? ["very"] : text.length > 105 ? ["yes", "very"] : ["no", "yes", "very"];
  for (const size of sizes) {
    place.dataset.long = size;
    if (place.scrollHeight <= place.clientHeight + 1) return;
  }
}

/**
 * Show the large number, with what it counts.
 * @param {StageAnswer} show
 * @param {number} number
 */
export function showHeadline(show, number) {
  const words = number === 1 ? show.headline.one : show.headline.many;
  byId("doors-shut").textContent = String(number);
  byId("doors-shut").classList.toggle("none", !number);
  byId("doors-all").textContent = words;
  byId("doors-short").textContent = number + " " + words;
}

/**
 * Show the lists as far as so many steps are told.
 * @param {StageAnswer} show
 * @param {{ wave: number, step: number }} at
 * @param {number} from where the newest begin
 * @param {number} count
 */
export function upTo(show, at, from, count) {
  const doors = childrenOf(byId("doors"));
  for (const item of doors) {
    const place = Number(item.dataset.at);
    item.hidden = place > count;
    item.classList.toggle("now", place > from && place <= count);
  }
  for (const item of all("li[data-at]", byId("outline"))) {
    const place = Number(item.dataset.at);
    item.classList.toggle("told", place <= count);
    setCurrent(item, place > from && place <= count);
  }
  showLog(show, (line) => Number(line.at) <= count);
  const single = at.step > 0;
  for (const item of childrenOf(byId("timeline"))) {
    const wave = Number(item.dataset.wave);
    item.classList.toggle("told", wave <= at.wave);
    item.classList.toggle("part", wave === at.wave + 1 && single);
    setCurrent(/** @type {Element} */ (item.firstChild), wave === at.wave + (single ? 1 : 0));
  }
  thinTimes();
  const counted = [...show.doors, ...show.effects].filter((row) => row.at <= count && row.counts);
  showHeadline(show, new Set(counted.map((row) => row.counts)).size);
  const isEmpty = !count || !doors.some((item) => !item.hidden);
  byId("doors").classList.toggle("empty", isEmpty);
  byId("panel").classList.toggle("no-doors", isEmpty); // a class: `:has` would be looked up again at every step
}

/** Under the line of steps, labels that would touch give way; the current one, the first and the last stand. */
export function thinTimes() {
  const stops = childrenOf(byId("timeline"));
  if (!stops.length || !stops[0].offsetParent) return;
  const labels = stops.map((stop) => /** @type {HTMLElement} */ (first("span", stop)));
  const current = stops.findIndex((stop) => first("[aria-current]", stop));
  const stands = standing(
    labels.map((label) => label.getBoundingClientRect()),
    [current, 0, stops.length - 1].filter((place) => place >= 0),
  );
  labels.forEach((label, place) => label.classList.toggle("crowded", !stands.has(place)));
  const spacing = stops.length > 2 ? stops[2].offsetWidth : Infinity;
  byId("timeline").classList.toggle("dense", spacing < DENSE);
}

/**
 * @param {Element} element
 * @param {boolean} current
 */
function setCurrent(element, current) {
  if (current) element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
}

// -- what is pointed at

/**
 * The data-id under which a part is explained: a row of a door by its door, a column by its agency.
 * @param {string} id
 */
function explained(id) {
  if (id.startsWith("effect:")) return "service:" + id.slice(7).split("/")[0];
  return id.startsWith("column:") ? "agency:" + id.slice(7) : id;
}

/** @param {[id: string, title: string]} link */
const linkRow = ([id, title]) => make("li", "", button("about:" + id, "plain", title));

/** @param {AboutEntry} entry */
function facts(entry) {
  const list = make("dl", "facts");
  for (const [name, text] of entry.facts) list.append(make("dt", "", name), make("dd", "", text));
  return list;
}

/**
 * @param {StageAnswer} show
 * @param {EffectRow} row
 */
function proof(show, row) {
  const steps = row.proof.map((place) => {
    const step = show.steps[place - 1];
    const item = make("li", "", make("span", "", step.sentence), badge(show, step.status, step.badge, 1));
    const quoted = step.quotes.find((id) => show.quotes[id] && show.quotes[id].text);
    if (quoted) item.append(/** @type {HTMLElement} */ (quoteFigure(show, quoted, false)));
    item.dataset.step = String(place);
    return item;
  });
  const besides = row.with ? " (" + show.said.with.replace("{service}", row.with) + ")" : "";
  const heading = make("h3", "", row.sentence + ", " + row.when + besides);
  const weakest = make("p", "weakest", show.said.weakest, " ", badge(show, row.weakest, row.weakest, 1));
  return make("div", "proof", heading, weakest, make("ol", "", ...steps));
}

/**
 * A link to the row of the world that a part of the picture is, where it is one.
 * @param {string} id
 * @param {string} label
 */
function worldLink(id, label) {
  const cut = id.indexOf(":");
  const table = TABLES[id.slice(0, cut)];
  return table ? make("p", "", rowLink(table, id.slice(cut + 1), label)) : null;
}

/**
 * Show all about a part of the picture, and say whether there is anything.
 * @param {StageAnswer} show
 * @param {string} id
 * @param {number} count how many steps are told
 */
export function openAbout(show, id, count) {
  const plain = explained(id);
  const entry = show.about[plain] || show.about[id];
  const links = entry?.parts || [];
  if (links.length === 1) return openAbout(show, links[0][0], count);
  const place = byId("about");
  if (!entry) return false;
  const close = button("close", "button square", "×");
  close.setAttribute("aria-label", show.said.close);
  const service = plain.startsWith("service:") ? plain.slice(8) : null;
  const rule = plain.startsWith("rule:") ? plain.slice(5) : null;
  const mine = (/** @type {EffectRow} */ row) => (service ? row.service === service : rule && row.rule === rule);
  const rows = [...show.doors, ...show.effects].filter((row) => row.at <= count && mine(row));
  const mineOrMyLinks = new Set([plain, ...links.map(([link]) => link)]);
  const lit = (/** @type {Step} */ step) => [...step.light, ...step.accounts].some(([part]) => mineOrMyLinks.has(part));
  const came = service || rule ? [] : show.steps.slice(0, count).filter(lit);
  const parts = [
    make("div", "top", make("p", "kind", entry.kind), close),
    make("h2", "", entry.title),
    entry.about ? make("p", "says", entry.about) : null,
    ...rows.map((row) => proof(show, row)),
    ...came.map((step) => make("p", "came", step.sentence)),
    facts(entry),
    links.length ? make("ul", "links", ...links.map(linkRow)) : null,
    worldLink(plain, place.dataset.whole || ""),
    ...entry.quotes.map((quoted) => quoteFigure(show, quoted, false)),
  ];
  place.replaceChildren(...parts.filter((part) => part !== null));
  place.hidden = false;
  byId("told").hidden = byId("day-told").hidden = true;
  place.scrollTop = 0;
  return true;
}

/**
 * Close what is about a part of the picture.
 * @param {boolean} byDays whether the stage is shown by days
 */
export function closeAbout(byDays) {
  byId("about").hidden = true;
  byId("about").replaceChildren();
  byId("told").hidden = byDays;
  byId("day-told").hidden = !byDays;
}
