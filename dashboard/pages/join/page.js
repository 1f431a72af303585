/* Join: tables with the shared values lit and tied, rows that slide together, the SQL, and who sees what. */
import { all, button, byId, childrenOf, first, keyChain, make, svgPart } from "../../shell/dom.js";
import { badge, quoteFigure, sign } from "../../shell/evidence_templates.js";
import * as frame from "../../shell/page_frame.js";
import { pageLink } from "../../shell/page_link.js";
import * as address from "../../state/address.js";
import { copyable, reproduceButton } from "../../state/reproduce.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number, name: string }} LitBox */

const HIDDEN = "░░░░";
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
/** @type {JoinAnswer} */
let show;
let together = false;
let sees = "all";

// -- the list

/** @param {JoinRow} row */
function listItem(row) {
  const way = make("span", "way", row.from + " → " + row.to);
  const when = make("span", "when", row.day);
  const choice = button("join:" + row.id, "joined", way, keyChain(row.key, false), when, sign(show, row.status));
  if (row.wrong) choice.append(make("span", "more is-wrong", "≠ " + show.said.wrongRow));
  else if (row.whom) choice.append(make("span", "more", row.whom));
  if (row.id === show.state.join) choice.setAttribute("aria-current", "true");
  return make("li", "", choice);
}

function showList() {
  const place = byId("join-list");
  const within = place.contains(document.activeElement);
  place.replaceChildren(make("ul", "", ...show.rows.map(listItem)));
  const current = first("[aria-current]", place);
  if (current) current.scrollIntoView({ block: "nearest" });
  if (current && within) current.focus({ preventScroll: true });
}

// -- tables

/**
 * What somebody sees of a sheet: all of it, its row without whose it truly is, or nothing.
 * @param {Join} join
 * @param {number} place of the sheet
 */
function seen(join, place) {
  if (sees === "all") return "all";
  const last = place === join.sheets.length - 1;
  if (!last) return "none";
  return sees === "clerk" || join.notice !== "none" ? "row" : "none";
}

/**
 * @param {"td" | "th"} tag
 * @param {string} text
 * @param {string} className
 */
function cell(tag, text, className) {
  const element = make(tag, className, text);
  if (tag === "th") element.scope = "col";
  if (text === HIDDEN) element.setAttribute("aria-label", show.said.unseen);
  return element;
}

/**
 * The columns that are shown, in order: what ties it to the table before comes first, to the next one last. Of three
 * tables and more only those that take part.
 * @param {Join} join
 * @param {Sheet} sheet
 */
function columnsOf(join, sheet) {
  const place = join.sheets.indexOf(sheet);
  const takesPart = (/** @type {number} */ column) =>
    column < 2 || join.sheets.length < 3 || sheet.lit.includes(column);
  const columns = sheet.columns.map((_, column) => column).filter(takesPart);
  const firstLit = place > 0 ? sheet.lit[0] : -1;
  const lastLit = place < join.sheets.length - 1 ? sheet.lit[sheet.lit.length - 1] : -1;
  const rank = (/** @type {number} */ column) => (column === lastLit ? 2 : column === firstLit ? 0 : 1);
  return columns.sort((a, b) => rank(a) - rank(b) || a - b);
}

/**
 * @param {Join} join
 * @param {Sheet} sheet
 * @param {number} place of the sheet
 */
function sheetTable(join, sheet, place) {
  const part = seen(join, place);
  const columns = columnsOf(join, sheet);
  const hides = (/** @type {number} */ column) => part !== "all" && column === 1;
  const heads = columns.map((column) => {
    const [name, title] = sheet.columns[column];
    return cell("th", title, name || (hides(column) ? "hid" : ""));
  });
  const rows = sheet.rows.map((values, number) => {
    const used = number === sheet.row;
    const cells = columns.map((column) => {
      if (part === "none" || hides(column)) return cell("td", HIDDEN, "hid");
      const lit = used && sheet.lit.includes(column) ? "lit " + sheet.columns[column][0] : "";
      return cell("td", values[column] || "–", lit.trim());
    });
    return make("tr", used ? "used" : "", ...cells);
  });
  const table = make("table", "sheet", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows));
  table.setAttribute("aria-label", sheet.title + ", " + sheet.role);
  return { table, part };
}

/**
 * @param {Join} join
 * @param {Sheet} sheet
 * @param {number} place of the sheet
 */
function sheetBox(join, sheet, place) {
  const { table, part } = sheetTable(join, sheet, place);
  const wrong = join.wrong && place === join.sheets.length - 1 && sees === "all";
  const notes = [sheet.opened, wrong ? "≠ " + show.said.wrongRow : ""].filter(Boolean).join(" ");
  const role = sheet.agency + " · " + (part === "none" ? show.said.unseen : sheet.role);
  const title = make("div", "title", make("b", "", sheet.title), make("small", "", role));
  const className = "one-sheet is-" + part + (wrong ? " is-wrong" : "");
  return make("div", className, title, table, notes ? make("p", "note", notes) : null);
}

/**
 * The used rows, side by side as one, with the values that tie them in between.
 * @param {Join} join
 */
function oneRow(join) {
  const pieces = join.sheets.flatMap((sheet, place) => {
    const part = seen(join, place);
    const card = make(
      "div",
      "slid",
      make("small", "", sheet.title),
      make("div", "cells", ...usedCells(join, sheet, part)),
    );
    card.dataset.place = String(place);
    return place ? [tie(sheet, join.sheets[place - 1], part), card] : [card];
  });
  const hidden = sees === "person" && join.notice === "none";
  const known = hidden ? null : make("p", "known", show.said.record + " ", make("b", "", join.record));
  return make("div", "one-row", make("h3", "", show.said.row), make("div", "slides", ...pieces), known);
}

/**
 * @param {Join} join
 * @param {Sheet} sheet
 * @param {string} part what is seen of it
 */
function usedCells(join, sheet, part) {
  if (part === "none") return [make("span", "hid", HIDDEN)];
  const columns = columnsOf(join, sheet).filter(
    (column) => sheet.rows[sheet.row][column] && (part === "all" || column !== 1),
  );
  return columns.map((column) => {
    const lit = sheet.lit.includes(column) ? "lit " + sheet.columns[column][0] : "";
    return make("span", lit, sheet.rows[sheet.row][column]);
  });
}

/**
 * The sign between two rows: the identifier that they share.
 * @param {Sheet} sheet
 * @param {Sheet} before
 * @param {string} part what is seen of the sheet
 */
function tie(sheet, before, part) {
  const litHere = (/** @type {string} */ name) => sheet.columns.some(([other, , lit]) => lit && other === name);
  const shared = before.columns.find(
    ([name, , lit], column) => lit && litHere(name) && before.rows[before.row][column],
  );
  const [name, word] = shared || ["", ""];
  return make("span", "equals key " + name, make("b", "", part === "none" ? "?" : "="), make("small", "", word));
}

/** @param {Join} join */
function joinPanel(join) {
  const sheets = join.sheets.map((sheet, place) => sheetBox(join, sheet, place));
  const title = make("h2", join.wrong ? "is-wrong" : "", join.title);
  const says = sees === "clerk" ? join.clerk : sees === "person" ? join.person : "";
  const sentence = says ? make("p", "large says", says) : make("p", "says", join.sentence);
  const className = "one-join" + (join.id === show.state.join ? " the-one" : "");
  const tables = make("div", "sheets of-" + join.sheets.length, ...sheets);
  const section = make("section", className, title, sentence, tables, oneRow(join));
  section.dataset.join = join.id;
  return section;
}

// -- lines from lit cell to lit cell

function drawLines() {
  for (const section of all("#join-stage .one-join")) {
    for (const old of all("svg.ties", section)) old.remove();
    const join = show.joins.find(({ id }) => id === section.dataset.join);
    if (sees === "all" && join) section.append(ties(section, join));
  }
}

/**
 * @param {HTMLElement} section
 * @param {Join} join
 */
function ties(section, join) {
  const svg = svgPart("svg", { class: "ties", "aria-hidden": "true" });
  const room = section.getBoundingClientRect();
  const tables = /** @type {HTMLTableElement[]} */ (all("table.sheet", section));
  join.sheets.slice(1).forEach((sheet, number) => {
    const before = join.sheets[number];
    const from = litCell(join, tables[number], before, sheet, true);
    const to = litCell(join, tables[number + 1], sheet, before, false);
    if (!from || !to) return;
    const d = to.left > from.right ? across(from, to, room) : down(from, to, room);
    svg.append(svgPart("path", { d, class: from.name }));
  });
  return svg;
}

/**
 * From the right edge of one cell to the left edge of another; or down, where the tables stand below each other.
 * @param {LitBox} from
 * @param {LitBox} to
 * @param {DOMRect} room
 */
function across(from, to, room) {
  const [x1, y1] = [from.right - room.left, (from.top + from.bottom) / 2 - room.top];
  const [x2, y2] = [to.left - room.left, (to.top + to.bottom) / 2 - room.top];
  const bend = (x2 - x1) / 2;
  return "M" + x1 + " " + y1 + "C" + (x1 + bend) + " " + y1 + " " + (x2 - bend) + " " + y2 + " " + x2 + " " + y2;
}

/**
 * @param {LitBox} from
 * @param {LitBox} to
 * @param {DOMRect} room
 */
function down(from, to, room) {
  const [x1, y1] = [(from.left + from.right) / 2 - room.left, from.bottom - room.top];
  const [x2, y2] = [(to.left + to.right) / 2 - room.left, to.top - room.top];
  const bend = (y2 - y1) / 2;
  return "M" + x1 + " " + y1 + "C" + x1 + " " + (y1 + bend) + " " + x2 + " " + (y2 - bend) + " " + x2 + " " + y2;
}

/**
 * The lit cell of a table that it shares with its neighbour.
 * @param {Join} join
 * @param {HTMLTableElement} table
 * @param {Sheet} sheet
 * @param {Sheet} neighbour
 * @param {boolean} last the last of several, or the first
 * @returns {LitBox | null}
 */
function litCell(join, table, sheet, neighbour, last) {
  const shared = sheet.lit.filter((column) => {
    const same = (/** @type {number} */ other) => neighbour.columns[other][0] === sheet.columns[column][0];
    const value = sheet.rows[sheet.row][column];
    return neighbour.lit.some((other) => same(other) && neighbour.rows[neighbour.row][other] === value);
  });
  const column = last ? shared[shared.length - 1] : shared[0];
  if (column === undefined) return null;
  const place = columnsOf(join, sheet).indexOf(column);
  const { left, right, top, bottom } = table.tBodies[0].rows[sheet.row].cells[place].getBoundingClientRect();
  return { left, right, top, bottom, name: sheet.columns[column][0] };
}

// -- sliding

function slide() {
  byId("join-stage").classList.toggle("together", together);
  const main = /** @type {HTMLElement} */ (first(".join-tools .main"));
  const label = together ? show.said.apart : show.said.together;
  main.textContent = label;
  for (const name of ["aria-label", "title"]) main.setAttribute(name, label);
  if (!together || still.matches) return;
  for (const section of all("#join-stage .one-join")) {
    const rows = all("table.sheet tr.used", section);
    all(".slid", section).forEach((card, place) => {
      const [from, to] = [rows[place].getBoundingClientRect(), card.getBoundingClientRect()];
      const transform = "translate(" + (from.left - to.left) + "px," + (from.top - to.top) + "px)";
      const frames = [
        { transform, opacity: 0.4 },
        { transform, opacity: 1, offset: 0.2 },
        { transform: "none", opacity: 1 },
      ];
      card.animate(frames, {
        duration: 1400,
        easing: "cubic-bezier(.5,0,.2,1)",
      });
    });
    for (const mark of all(".equals", section)) {
      mark.animate([{ opacity: 0 }, { opacity: 0, offset: 0.75 }, { opacity: 1 }], { duration: 1500 });
    }
  }
}

// -- beside

/** @param {Join} join */
function sqlCard(join) {
  const recipe = show.recipes[join.id];
  const pre = make("pre", "sql", make("code", "", join.sql));
  const box = make("div", "copy-box", pre);
  copyable(pre, join.sql);
  const quotes = join.quotes
    .map((id) => quoteFigure(show, id, false))
    .filter(Boolean)
    .slice(0, 2);
  const again = reproduceButton(recipe, show.said.reproduce);
  const runs = make("p", "runs", show.said.runs, " ", make("code", "", recipe.command), " ", again);
  return make(
    "section",
    "card",
    make("h2", join.wrong ? "is-wrong" : "", show.said.sql),
    make("p", "soft", join.title),
    box,
    runs,
    make("h3", "", show.said.quality),
    make("p", "", join.quality),
    make("h3", "", show.said.rests),
    badge(show, join.status, join.badge, 1),
    ...quotes,
  );
}

function showBeside() {
  const rank = (/** @type {Join} */ join) => Number(join.id !== show.state.join);
  const cards = [...show.joins].sort((a, b) => rank(a) - rank(b)).map(sqlCard);
  const only = show.joins.length === 1 ? show.joins[0] : null;
  if (only) {
    const says = make("p", "", only.wrong ? show.said.noRight : show.said.noWrong);
    cards.push(make("section", "card", says, only.wrong ? null : elsewhere()));
  }
  byId("join-sql").replaceChildren(...cards);
}

/** Stories in which a join goes wrong, as links. */
function elsewhere() {
  const others = show.elsewhere.filter(([id]) => id !== show.state.story);
  if (!others.length) return null;
  const links = others.map(([story, title]) => {
    const changes = { ...address.otherAnswer(), story, record: "", resident: "", "what-if": "" };
    return make("li", "", pageLink("join", changes, "try", title));
  });
  return make("div", "", make("p", "soft", show.said.elsewhere), make("ul", "plain", ...links));
}

// -- all of it

function render() {
  for (const choice of childrenOf(byId("join-sees"))) {
    choice.setAttribute("aria-pressed", String(choice.dataset.do === "sees:" + sees));
  }
  const tools = first(".join-tools");
  if (tools) tools.hidden = !show.joins.length;
  const panels = show.joins.length ? show.joins.map(joinPanel) : [make("p", "large", show.said.none)];
  byId("join-stage").replaceChildren(...panels);
  byId("join-stage").dataset.sees = sees;
  slide();
  drawLines();
}

/**
 * An answer came: show its list and the join that the address names.
 * @param {JoinAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  show = answer;
  together = still.matches;
  frame.answered("join", answer);
  const chosen = answer.rows.find(({ id }) => id === answer.state.join);
  byId("join-title").textContent = chosen ? chosen.from + " → " + chosen.to : answer.title;
  showList();
  showBeside();
  render();
}

/** @param {boolean} wanted together, not apart */
function turn(wanted) {
  if (!show || !show.joins.length || wanted === together) return;
  together = wanted;
  slide();
  drawLines();
}

/** @param {number} by */
function choose(by) {
  const row = show.rows[show.rows.findIndex(({ id }) => id === show.state.join) + by];
  return row ? address.go({ join: row.id }) : false;
}

/**
 * First the rows slide together, then the next join is chosen; the button only slides.
 * @param {Element} [from]
 */
function next(from) {
  if (from && from.closest(".join-tools")) return turn(!together);
  return together ? choose(1) : turn(true);
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  join: (id) => address.go({ join: id }),
  sees: (name) => {
    sees = name;
    render();
  },
  next: (_, from) => next(from),
  back: () => (together && !still.matches ? turn(false) : choose(-1)),
};

window.addEventListener("resize", () => show && frame.pageName() === "join" && drawLines());

frame.registerPage("join", {
  actions: frame.onceShown(ACTIONS, () => Boolean(show)),
  enter: () => show && drawLines(),
  stand: () => turn(still.matches),
});
