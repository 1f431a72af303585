/* Why: the list to choose from, the proof line by line, its path on the small map, and what follows from it. */
import { smallMap } from "../../services/small_map.js";
import { all, button, byId, childrenOf, first, hit, keyChain, keyLine, make } from "../../shell/dom.js";
import { badge, quoteFigure, sign } from "../../shell/evidence_templates.js";
import * as frame from "../../shell/page_frame.js";
import { pageLink, rowLink } from "../../shell/page_link.js";
import * as address from "../../state/address.js";
import { beyond } from "../../state/strict_values.js";
import { effectClasses } from "../../state/declarations.js";
import { reproduceButton } from "../../state/reproduce.js";

/** @type {WhyAnswer} */
let show;
/** @type {ReturnType<typeof smallMap> | null} */
let map = null;
let proof = 0; // which proof
let line = -1; // which of its lines, by key or pointer; -1: all
let view = "path";

// -- the list

/** @param {WhyRow} row */
function listItem(row) {
  const door = button(
    "why:" + row.id,
    "door " + (effectClasses(row.effect) || "open-door"),
    make("i", "mark"),
    make("span", "what", row.name),
    make("span", "when", row.when),
    row.weakest ? sign(show, row.weakest) : null,
    row.more ? make("span", "more", row.more) : null,
  );
  if (row.id === show.state.why) door.setAttribute("aria-current", "true");
  return make("li", "", door);
}

function showList() {
  const place = byId("why-list");
  const sections = ["closed", "other", "open"].flatMap((group) => {
    const rows = show.rows.filter((row) => row.group === group);
    const list = make("ul", "", ...rows.map(listItem));
    return rows.length ? [make("section", "", make("h2", "", show.said[group]), list)] : [];
  });
  const scrolled = place.scrollTop;
  const within = place.contains(document.activeElement);
  place.replaceChildren(...sections);
  place.scrollTop = scrolled;
  const current = first("[aria-current]", place);
  if (current) current.scrollIntoView({ block: "nearest" });
  if (current && within) current.focus({ preventScroll: true });
}

// -- the proof

/** The proof that is shown, or undefined for an open door. */
const shownProof = () => /** @type {Proof | undefined} */ (show.proofs[proof]);

function showFacts() {
  const shown = shownProof();
  const facts = [];
  if (shown) {
    const labels = show.said;
    const again = reproduceButton(show.recipes.proofs, labels.reproduce);
    facts.push(make("span", "fact", make("b", "", show.count), again));
    facts.push(make("span", "fact", show.when));
    facts.push(make("span", "fact", labels.weakest + " ", badge(show, shown.weakest[0], shown.weakest[1], 1)));
    facts.push(make("span", "fact", labels.number + " ", badge(show, shown.number, shown.number, 1)));
    if (show.wrong) facts.push(make("span", "fact is-wrong", labels.wrong));
  }
  byId("why-facts").replaceChildren(...facts);
}

function showTabs() {
  const several = show.proofs.length < 2 ? [] : show.proofs;
  const tabs = several.map((each, number) => {
    const label = show.said.proof.replace("{number}", String(number + 1));
    const tab = button("proof:" + (number + 1), "button", label, make("small", "", each.title));
    tab.setAttribute("aria-pressed", String(number === proof));
    return tab;
  });
  const within = byId("why-proofs").contains(document.activeElement);
  byId("why-proofs").replaceChildren(...tabs);
  if (within && tabs[proof]) tabs[proof].focus();
}

/**
 * The sources of a step: first one whose words were seen, and that no line above has shown.
 * @param {ProofStep} step
 * @param {Set<string>} before the quotes that the lines above show first
 */
function sources(step, before) {
  const ids = step.quotes.filter((id) => show.quotes[id]);
  if (!ids.length) return [make("p", "none", step.status === "assumed" ? show.said.none : show.said.blank)];
  const rank = (/** @type {string} */ id) => 2 * Number(!show.quotes[id].text) + Number(before.has(id));
  ids.sort((a, b) => rank(a) - rank(b));
  before.add(ids[0]);
  const more = ids.slice(1);
  if (!more.length) return [quoteFigure(show, ids[0], false)];
  const summary = make("summary", "", show.said.more.replace("{count}", String(more.length)));
  const rest = make("details", "", summary, ...more.map((id) => quoteFigure(show, id, false)));
  return [quoteFigure(show, ids[0], false), rest];
}

/**
 * @param {ProofStep} step
 * @param {number} number
 * @param {Set<string>} before the quotes that the lines above show first
 */
function proofLine(step, number, before) {
  const basis = make(
    "div",
    "basis-line",
    step.key.length ? keyChain(step.key, true) : null,
    badge(show, step.status, step.badge, 1),
    rowLink(...step.row, show.said.whole),
  );
  const when = make("span", "day", step.when);
  const says = button("line:" + number, "says", step.sentence);
  const item = make("li", step.wrong ? "is-wrong" : "", when, says, basis, ...sources(step, before));
  item.dataset.line = String(number);
  return item;
}

function showLines() {
  const shown = shownProof();
  if (!shown) {
    const whyNot = show.whyNot ? [make("h2", "", show.said.whyNot), make("p", "large", show.whyNot)] : [];
    return byId("why-lines").replaceChildren(...whyNot);
  }
  const before = new Set();
  const lines = shown.steps.map((step, number) => proofLine(step, number, before));
  return byId("why-lines").replaceChildren(make("ol", "lines", ...lines));
}

// -- the path

/** @returns {Record<string, string[]>} */
function lights() {
  const shown = shownProof();
  if (!shown) return show.pictures?.lit || {}; // an open door: how far it came
  /** @type {Record<string, string[]>} */
  const wanted = {};
  const places = line < 0 ? shown.steps.map((_, place) => place) : shown.steps[line].behind;
  for (const place of places) {
    for (const [id, ...classes] of shown.steps[place].light) {
      wanted[id] = [...new Set([...(wanted[id] || []), ...classes, ...(place === line ? ["now"] : [])])];
    }
  }
  return wanted;
}

/** @param {number} number of a line; -1: all */
function point(number) {
  line = number;
  map?.light(lights());
  for (const item of all("li[data-line]", byId("why-lines"))) {
    item.classList.toggle("now", Number(item.dataset.line) === line);
  }
}

function draw() {
  const path = (show.pictures?.path || [])[window.innerWidth < 1280 ? 1 : 0];
  const chosen = view === "path" && path ? "path" : "map";
  for (const choice of childrenOf(byId("why-views"))) {
    choice.setAttribute("aria-pressed", String(choice.dataset.do === "view:" + chosen));
  }
  byId("why-views").hidden = !path;
  map?.mount(chosen === "path" ? path : show.pictures?.map || "");
  byId("why-picture").classList.toggle("whole", chosen === "map" && Boolean(path));
  point(line);
}

// -- what follows

/**
 * @param {string} title
 * @param {...Inside} inside
 */
function section(title, ...inside) {
  return make("section", "card", make("h2", "", title), ...inside);
}

/**
 * A link to the What-if page with one more change.
 * @param {string} text
 * @param {string} sentence
 */
function tryLink(text, sentence) {
  const whatIf = [show.state["what-if"], text].filter(Boolean).join(",");
  const link = pageLink("what-if", { "what-if": whatIf }, "try", show.said.try);
  link.title = text;
  link.setAttribute("aria-label", show.said.try + ": " + (sentence || text));
  return link;
}

/** @param {Removal} removal */
function removalItem(removal) {
  const words = removal.lifts ? "✓ " + show.said.lifts : "✕ " + (removal.remain || show.said.stays);
  const also = removal.also ? make("span", "also", " · " + removal.also) : null;
  const verdict = make("span", "", make("span", "verdict", words), also);
  const says = make("span", "says", removal.sentence);
  return make("li", removal.lifts ? "lifts" : "keeps", says, verdict, tryLink(removal.text, removal.sentence));
}

/**
 * The smallest sets of removals, where no single one is enough.
 * @param {Lifting["least"]} least
 */
function leastSets(least) {
  if (!least) return [];
  const rows = least.rows.length ? make("ul", "removals least", ...least.rows.map(removalItem)) : null;
  const again = reproduceButton(show.recipes.least, show.said.reproduce);
  return [make("h3", "", least.title), make("p", "", least.says), rows, again];
}

function lifting() {
  const { none, least, rows, wider } = show.lifting;
  return section(
    show.said.lifting,
    none ? make("p", "large", none) : null,
    ...leastSets(least),
    least && rows.length ? make("h3", "", show.said.alone) : null,
    rows.length ? make("ul", "removals", ...rows.map(removalItem)) : null,
    make("h3", "", show.said.wider),
    make("ul", "removals", ...wider.map(removalItem)),
    reproduceButton(show.recipes.lifts, show.said.reproduce),
  );
}

/** @param {PersonJoin} join */
function joinItem(join) {
  const hops = join.hops.map(([name, word, value, through]) => {
    const by = through ? make("small", "", through) : null;
    return make("span", "key " + name, keyLine(), make("b", "", word), make("code", "", value), by);
  });
  const opened = join.made ? " · " + show.said.made : "";
  const from = make("span", "who", join.from[0], make("small", "", join.from[2]));
  const to = make("span", "who", join.to[0], make("small", "", join.to[2] + opened));
  const item = make("li", join.wrong ? "is-wrong" : "", from, make("span", "hops", ...hops), to);
  if (join.step) item.append(pageLink("join", { join: join.step }, "try", show.said.watch));
  return item;
}

/** @param {Proof} shown */
function person(shown) {
  const joins = make("ol", "joins", ...shown.joins.map(joinItem));
  return section(show.said.person, make("p", "", shown.person), joins);
}

/**
 * @param {"td" | "th"} tag
 * @param {...string} texts
 */
function cells(tag, ...texts) {
  return make("tr", "", ...texts.map((text) => make(tag, "", text)));
}

function copies() {
  const { rows, day, door } = show.copies;
  const labels = show.said;
  const heads = cells("th", labels.copy, labels.asIs, labels.ifCorrected.replace("{day}", String(day)));
  const body = rows.map((copy) => {
    const row = cells("td", "", copy.until, copy.corrected);
    row.cells[0].append(make("b", "", copy.database), make("small", "", " " + copy.agency));
    if (copy.holds) row.className = "holds";
    if (copy.outlives) row.cells[2].className = "outlives";
    return row;
  });
  const last = door ? [cells("td", labels.theDoor, ...door)] : [];
  for (const row of last) row.className = "the-door";
  return make("table", "copies", make("thead", "", heads), make("tbody", "", ...body, ...last));
}

function showRest() {
  const shown = shownProof();
  first(".why")?.classList.toggle("unproved", !show.proofs.length);
  if (!shown) return byId("why-rest").replaceChildren();
  const who = show.corrections.map(({ sentence, text }) =>
    make("li", "", make("span", "says", sentence), tryLink(text, sentence)),
  );
  const heading = make("h3", "", show.said.copies);
  const corrections = section(show.said.who, make("ul", "removals", ...who), heading, copies());
  return byId("why-rest").replaceChildren(make("div", "", lifting()), make("div", "", person(shown), corrections));
}

// -- all of it

function render() {
  showTabs();
  showFacts();
  showLines();
  showRest();
  draw();
}

/**
 * An answer came: show its list and the proof that the address names.
 * @param {WhyAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  const fields = address.now();
  const same = show && show.state.why === answer.state.why;
  show = answer;
  if (!map) map = smallMap(byId("why-picture"), false);
  proof = Math.min(Number(fields.proof || 1), Math.max(1, answer.proofs.length)) - 1;
  line = -1;
  frame.answered("why", answer, (typed) => beyond(typed, "proof", answer.proofs.length));
  byId("why-title").textContent = answer.question;
  showList();
  render();
  const place = first(".why-proof");
  if (!same && place) place.scrollTop = 0;
}

/** @param {number} number */
function choose(number) {
  if (!show || !show.proofs[number] || number === proof) return;
  proof = number;
  line = -1;
  address.write({ proof: number + 1 });
  render();
}

/** @param {number} by */
function moveBy(by) {
  const shown = show && shownProof();
  if (!shown) return false;
  const wanted = Math.min(Math.max(-1, line + by), shown.steps.length - 1);
  if (wanted === line) return false;
  point(wanted);
  first(".now", byId("why-lines"))?.scrollIntoView({ block: "nearest" });
  return undefined;
}

/** Stand where the address says: at no line of its proof yet. */
function stand() {
  if (!show) return;
  choose(Math.min(Number(address.now().proof || 1), Math.max(1, show.proofs.length)) - 1);
  point(-1);
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  why: (id) => address.go({ why: id, proof: "" }),
  proof: (number) => choose(Number(number) - 1),
  line: (number) => point(line === Number(number) ? -1 : Number(number)),
  view: (name) => {
    view = name;
    draw();
  },
  next: () => moveBy(1),
  back: () => moveBy(-1),
  "next-single": () => choose(proof + 1),
  "back-single": () => choose(proof - 1),
  start: () => moveBy(-99),
  last: () => moveBy(99),
};

/** @param {Event} event */
function pointed(event) {
  if (!show || frame.pageName() !== "why") return;
  const item = hit(event, "#why-lines li[data-line]");
  if (item && Number(item.dataset.line) !== line) point(Number(item.dataset.line));
  else if (!item && event.type === "mouseover" && line >= 0 && hit(event, ".why-proof")) point(-1);
}

document.addEventListener("mouseover", pointed);
document.addEventListener("focusin", pointed);

window.addEventListener("resize", () => show && frame.pageName() === "why" && draw());

frame.registerPage("why", { actions: ACTIONS, stand });
