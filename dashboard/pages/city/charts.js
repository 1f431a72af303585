/* The pictures of the City page: bars in tables, a curve, a heat map, reported figures. Each is a function of what the
   server told; nothing is kept here. A reported figure comes as text and goes into no picture. */
import { button, make, pressedButton, svgPart } from "../../shell/dom.js";
import { fill, number, percent, short, signed } from "../../shell/number_format.js";
import { bar, head, plainTable, styled } from "../../shell/number_tables.js";
import * as links from "./download_links.js";
import * as rangeChart from "./range_chart.js";
import * as tabAnswer from "./tab_answer.js";
import * as tabs from "./tabs.js";

/** @typedef {"residents" | "companies"} Whom */

/**
 * Whom a count is of: companies only where it is of no residents.
 * @param {CityCount} count
 * @returns {Whom}
 */
const whomOf = (count) => (count.residents || !count.companies ? "residents" : "companies");

/**
 * Whether a change is to the good: fewer restricted, or more rewarded.
 * @param {CityDoor} door
 * @param {number} before
 * @param {number} after
 */
function kindly(door, before, after) {
  if (before === after) return "";
  return after < before === door.burdens ? " better" : " worse";
}

/**
 * The unit of a number: one resident, two residents.
 * @param {Labels} labels
 * @param {Whom} whom
 * @param {number} value
 */
const unitOf = (labels, whom, value) =>
  labels[value === 1 ? { residents: "resident", companies: "company" }[whom] : whom];

/** @type {Record<string, string>} */
const CSV_TITLES = {
  services: "service",
  days: "by_day",
  groups: "by_group",
  kinds: "by_kind",
  figures: "reported",
};

/**
 * @param {CityAnswer} show
 * @param {string} picture
 */
const csvLink = (show, picture) => links.csvLink(show.said, picture, show.said[CSV_TITLES[picture]]);

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {string} way it is counted
 */
const repeatButton = (show, door, way) => links.repeatButton(show.said, door.recipes[way], way);

// -- the sentence, large

/** @param {CityDoor} door */
const mainWhom = (door) => whomOf(door.after.residents || door.after.companies ? door.after : door.before);

/**
 * The large sentence: of all, how many.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function sentence(show, door) {
  const whom = mainWhom(door);
  const count = door.after[whom];
  const of = show.said[whom === "residents" ? "of_residents" : "of_companies"];
  const [start, rest] = fill(of, { all: number(show[whom]) }).split("{number}");
  const amount = make("strong", door.burdens ? "" : "good", number(count));
  /** @type {(Node | string)[]} */
  const parts = [make("span", "door-of", door.name + ": "), start, amount, rest + " " + door.word];
  if (!count) return parts;
  const oneIn = fill(show.said.one_in, {
    number: number(Math.round(show[whom] / count)),
  });
  return [...parts, make("span", "one-in", oneIn)];
}

/**
 * What there is to say beside the sentence.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function facts(show, door) {
  const labels = show.said;
  const whom = mainWhom(door);
  const { after } = door;
  const [was, now] = [door.before[whom], after[whom]];
  const fact = (/** @type {string} */ text) => make("span", "fact", text);
  /** @type {(HTMLElement | null)[]} */
  const list = [];
  if (show.changed) {
    const moved = fill(now < was ? labels.fewer : labels.more, {
      number: number(Math.abs(now - was)),
    });
    list.push(make("b", "fact change" + kindly(door, was, now), now === was ? labels.same : moved));
    list.push(fact(fill(labels.as_first, { number: number(was) })));
  }
  if (after.children) list.push(fact(fill(labels.children_among, { number: number(after.children) })));
  if (whom === "residents" && after.companies) {
    list.push(fact(number(after.companies) + " " + unitOf(labels, "companies", after.companies)));
  }
  if (after.wrongly) list.push(make("span", "fact is-wrong", fill(labels.wrongly, { number: number(after.wrongly) })));
  if (rangeChart.known()) list.push(rangeChart.fact(show, door));
  if (after.assumed !== null) list.push(fact(fill(labels.assumed, { share: percent(after.assumed) })));
  return [...list, repeatButton(show, door, "service")].filter((part) => part !== null);
}

// -- bars by service

/**
 * What opens the story of one who is counted; where nobody is, only the picture.
 * @param {number} count
 * @param {string} action
 * @param {string} className
 * @param {string} label
 * @param {...Inside} inside
 */
function storyButton(count, action, className, label, ...inside) {
  if (!count) return make("span", className, ...inside);
  const element = button(action, className, ...inside);
  element.setAttribute("aria-label", label);
  element.title = label;
  return element;
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number} most
 */
function serviceBar(show, door, most) {
  const { before, after } = door;
  const whom = after.residents || before.residents ? "residents" : whomOf(after);
  const count = after[whom];
  const label = door.name + ": " + number(count) + " " + unitOf(show.said, whom, count) + ". " + show.said.open_one;
  const inside = bar(before.residents, after.residents, most, show.changed);
  return storyButton(count, "someone:" + door.id, "open-one", label, inside);
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number} most
 * @param {CityDoor | undefined} chosen
 */
function serviceRow(show, door, most, chosen) {
  const { before, after } = door;
  const whom = after.residents || before.residents ? "residents" : whomOf(after);
  const word = door.sort === "other" ? make("small", "soft", " " + door.word) : null;
  const pick = button("door:" + door.id, "pick", door.name, word);
  pick.setAttribute("aria-pressed", String(door === chosen));
  const name = make("th", "", pick);
  name.scope = "row";
  const moved = "amount" + kindly(door, before[whom], after[whom]);
  const wrong = after.wrongly ? " is-wrong" : " soft";
  const cells = [
    make("td", "barred", serviceBar(show, door, most)),
    make("td", "amount", number(after.residents)),
    show.changed ? make("td", moved, signed(before[whom], after[whom])) : null,
    rangeChart.known() ? make("td", "amount soft", rangeChart.timesOf(door)) : null,
    make("td", "amount soft", after.companies ? number(after.companies) : ""),
    make("td", "amount" + wrong, after.wrongly ? number(after.wrongly) : ""),
    make("td", "amount soft", after.assumed === null ? "" : percent(after.assumed)),
  ];
  const row = make("tr", door.sort, name, ...cells);
  if (door === chosen) row.setAttribute("aria-current", "true");
  return row;
}

/** @param {CityAnswer} show */
function serviceHeads(show) {
  const labels = show.said;
  const amounts = [
    labels.residents,
    ...(show.changed ? [labels.change] : []),
    ...(rangeChart.known() ? [labels.range_head] : []),
    labels.companies,
    labels.wrong_head,
    labels.assumed_head,
  ];
  const file = make("td", "tools", csvLink(show, "services"));
  return [head(labels.service, "col", ""), file, ...amounts.map((text) => head(text, "col", "amount"))];
}

/**
 * Bars by service, restrictions and rewards each to a scale of their own.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} chosen
 */
export function services(show, chosen) {
  const labels = show.said;
  const heads = serviceHeads(show);
  const className = "bars" + (show.changed ? " changed" : "");
  const table = make("table", className, make("thead", "", make("tr", "", ...heads)));
  const burdens = show.doors.filter((door) => door.burdens);
  const rewards = show.doors.filter((door) => !door.burdens);
  const most = (/** @type {CityDoor[]} */ doors) =>
    Math.max(1, ...doors.flatMap((door) => [door.before.residents, door.after.residents]));
  const sections = [
    {
      title: labels.restricted,
      doors: burdens.filter((door) => door.sort === "refuse"),
      scale: most(burdens),
    },
    {
      title: labels.others,
      doors: burdens.filter((door) => door.sort === "other"),
      scale: most(burdens),
    },
    { title: labels.rewarded, doors: rewards, scale: most(rewards) },
  ];
  for (const { title, doors, scale } of sections.filter((section) => section.doors.length)) {
    const line = head(title, "rowgroup", "section");
    line.colSpan = heads.length;
    line.append(make("small", "soft", fill(labels.scale, { number: number(scale) })));
    const rows = doors.map((door) => serviceRow(show, door, scale, chosen));
    table.append(make("tbody", "", make("tr", "", line), ...rows));
  }
  return [table];
}

// -- by day

const PLOT = {
  width: 720,
  height: 300,
  left: 20,
  right: 112,
  top: 30,
  bottom: 40,
};

/** @param {CityDay[][]} sides */
function scales(sides) {
  const all = sides.flat();
  const last = Math.max(4, ...all.map(([day]) => day)) * 1.06;
  const most = Math.max(1, ...all.map(([, , reached]) => reached));
  const x = (/** @type {number} */ day) => PLOT.left + (day / last) * (PLOT.width - PLOT.left - PLOT.right);
  const y = (/** @type {number} */ value) =>
    PLOT.height - PLOT.bottom - (value / most) * (PLOT.height - PLOT.top - PLOT.bottom);
  return { x, y, last };
}

/**
 * @param {CityDay[]} days
 * @param {ReturnType<typeof scales>} scale
 */
function stairs(days, { x, y, last }) {
  let path = "M" + x(0) + " " + y(0);
  let height = 0;
  for (const [day, , reached] of days) {
    path += "L" + x(day) + " " + y(height) + "L" + x(day) + " " + y(reached);
    height = reached;
  }
  return path + "L" + x(last) + " " + y(height);
}

/** @param {CityDay[]} days */
const endOf = (days) => (days.length ? days[days.length - 1][2] : 0);

/**
 * The last number of a line, beside its end.
 * @param {CityDay[]} days
 * @param {ReturnType<typeof scales>} scale
 * @param {string} className
 * @param {number} away how far it steps aside
 */
function endLabel(days, scale, className, away) {
  const [x, y] = [PLOT.width - PLOT.right + 10, scale.y(endOf(days)) + 6 + away];
  return svgPart("text", { x, y, class: className }, number(endOf(days)));
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function curve(show, door) {
  const { before, after } = door.days;
  const scale = scales([before, after]);
  const viewBox = "0 0 " + PLOT.width + " " + PLOT.height;
  const className = "curve" + (door.burdens ? "" : " good");
  const svg = svgPart("svg", {
    viewBox,
    class: className,
    role: "group",
    "aria-label": show.said.by_day,
  });
  const axis = "M" + PLOT.left + " " + scale.y(0) + "H" + (PLOT.width - PLOT.right);
  svg.append(svgPart("path", { d: axis, class: "axis" }));
  const [was, now] = [before, after].map((days) => scale.y(endOf(days)));
  const differ = show.changed && was !== now;
  const apart = Math.abs(was - now) < 24; // the two numbers would touch
  if (show.changed) svg.append(svgPart("path", { d: stairs(before, scale), class: "line was" }));
  if (differ) svg.append(endLabel(before, scale, "was", apart ? (was < now ? -12 : 14) : 0));
  svg.append(svgPart("path", { d: stairs(after, scale), class: "line" }));
  svg.append(endLabel(after, scale, "now", differ && apart ? (now < was ? -12 : 14) : 0));
  let free = -Infinity;
  for (const point of after) {
    const [at, label] = [scale.x(point[0]), fill(show.said.on_day, { day: point[0] })];
    svg.append(dayDot(show, door, point, at, scale.y(point[2])));
    if (at < free) continue;
    svg.append(svgPart("text", { x: at, y: PLOT.height - 12, class: "tick" }, label));
    free = at + 74;
  }
  return svg;
}

/**
 * A day of a curve as a button: the story of one whom it counts.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {CityDay} point
 * @param {number} x
 * @param {number} y
 */
function dayDot(show, door, [day, first, reached], x, y) {
  const labels = show.said;
  const words = fill(labels.on_day, { day }) + ": " + number(first) + " " + labels.first_reached;
  const label = words + ", " + number(reached) + " " + labels.reached + ". " + labels.open_one;
  const dot = svgPart("circle", {
    cx: x,
    cy: y,
    r: 8,
    class: "dot",
    role: "button",
    tabindex: 0,
    "aria-label": label,
  });
  dot.dataset.do = "someone:" + door.id + "|day=" + day;
  dot.append(svgPart("title", {}, words));
  return dot;
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number[]} days
 */
function dayTable(show, door, days) {
  const labels = show.said;
  const byDay = (/** @type {CityDay[]} */ side) => new Map(side.map((point) => [point[0], point]));
  const [before, after] = [byDay(door.days.before), byDay(door.days.after)];
  const cells = (/** @type {CityDay | undefined} */ point) => (point ? [number(point[1]), number(point[2])] : ["", ""]);
  const heads = (/** @type {string} */ side) =>
    [labels.first_reached, labels.reached].map((text) => (show.changed ? text + ", " + side : text));
  const rows = days.map((day) => {
    const was = show.changed ? cells(before.get(day)) : [];
    return [fill(labels.on_day, { day }), ...was, ...cells(after.get(day))];
  });
  const columns = [labels.day, ...(show.changed ? heads(labels.before) : []), ...heads(labels.after)];
  return plainTable("every-day", columns, rows);
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function daysSection(show, door) {
  const labels = show.said;
  const both = [...door.days.before, ...door.days.after].map(([day]) => day);
  const days = [...new Set(both)].sort((a, b) => a - b);
  const marks = [make("i", "was"), labels.legend_before, make("i", "now"), labels.legend_after];
  const unitNote = make("small", "soft", " " + labels.subjects);
  const title = make("h2", "", labels.by_day, unitNote, csvLink(show, "days"), repeatButton(show, door, "day"));
  const folding = make("details", "", make("summary", "", labels.as_table), dayTable(show, door, days));
  folding.open = window.innerWidth >= 1280 && days.length <= 4;
  const picture = days.length ? curve(show, door) : make("p", "soft", labels.nobody_here);
  const legend = show.changed ? make("p", "legend soft", ...marks) : null;
  return make("section", "by-day", title, picture, legend, folding);
}

// -- by group

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {CityGroup} group
 * @param {number} most
 */
function groupRow(show, door, group, most) {
  const labels = show.said;
  const whom = unitOf(labels, group.companies ? "companies" : "residents", group.after);
  const label = group.name + ": " + number(group.after) + " " + whom + ". " + labels.open_one;
  const inside = bar(group.before, group.after, most, show.changed);
  const story = storyButton(group.after, "someone:" + door.id + "|group=" + group.id, "open-one", label, inside);
  const sort = (group.companies ? "firm" : "") + (group.id === "under-18" ? " children" : "");
  const moved = "amount" + kindly(door, group.before, group.after);
  return make(
    "tr",
    sort + (door.burdens ? "" : " reward"),
    head(group.name, "row", ""),
    make("td", "barred", story),
    make("td", "amount", number(group.after), make("small", "soft", " " + whom)),
    show.changed ? make("td", moved, signed(group.before, group.after)) : null,
  );
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function groupsSection(show, door) {
  const labels = show.said;
  const most = (/** @type {boolean} */ companies) => {
    const same = door.groups.filter((group) => group.companies === companies);
    return Math.max(1, ...same.flatMap((group) => [group.before, group.after]));
  };
  const rows = door.groups.map((group) => groupRow(show, door, group, most(group.companies)));
  const heads = [labels.group, labels.open_one, labels.residents, ...(show.changed ? [labels.change] : [])];
  const top = make("tr", "sr", ...heads.map((text) => head(text, "col", "")));
  const table = make("table", "bars groups", make("thead", "", top), make("tbody", "", ...rows));
  const title = make("h2", "", labels.by_group, csvLink(show, "groups"), repeatButton(show, door, "group"));
  return make("section", "by-group", title, rows.length ? table : make("p", "soft", labels.nobody_here));
}

// -- record kinds by service

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {{ id: string, name: string }} kind
 * @param {number} most
 */
function heatCell(show, door, kind, most) {
  const counts = door.kinds[kind.id];
  if (!counts || !(counts.before.some(Boolean) || counts.after.some(Boolean))) return make("td", "");
  const firms = !counts.after[0] && Boolean(counts.after[1]);
  const place = firms ? 1 : 0;
  const [was, now] = [counts.before[place], counts.after[place]];
  const moved = signed(was, now);
  const shade = now ? Math.round(12 + (88 * Math.log1p(now)) / Math.log1p(most)) : 0;
  const amount = number(now) + " " + unitOf(show.said, firms ? "companies" : "residents", now);
  const label =
    door.name + ", " + kind.name + ": " + amount + (moved ? " (" + moved + ")" : "") + ". " + show.said.open_one;
  const text = short(now, window.innerWidth < 1280 ? 2 : 3) + (firms ? "c" : "");
  const className = "heat" + (door.burdens ? "" : " good");
  const story = storyButton(now, "someone:" + door.id + "|kind=" + kind.id, className, label, text);
  if (show.changed && moved) story.append(make("small", "", moved.startsWith("−") ? "▼" : "▲"));
  return make("td", "", styled(story, { "--shade": shade + "%" }));
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} chosen
 */
function kindsSection(show, chosen) {
  const labels = show.said;
  const most = Math.max(1, ...show.doors.flatMap((door) => Object.values(door.kinds).map((counts) => counts.after[0])));
  const heads = show.kinds.map((kind) => head(kind.name, "col", "kind"));
  const rows = show.doors.map((door) => {
    const cells = show.kinds.map((kind) => heatCell(show, door, kind, most));
    const row = make("tr", door.sort, head(door.name, "row", ""), ...cells);
    if (door === chosen) row.setAttribute("aria-current", "true");
    return row;
  });
  const crowd = show.kinds.length > 20 ? " many" : show.kinds.length > 14 ? " some" : "";
  const top = make("thead", "", make("tr", "", head(labels.service, "col", ""), ...heads));
  const table = make("table", "heat-map" + crowd, top, make("tbody", "", ...rows));
  const unitNote = make("small", "soft", " " + labels.heat_unit);
  const again = repeatButton(show, chosen, "record_kind");
  const title = make("h2", "", labels.by_kind, unitNote, csvLink(show, "kinds"), again);
  return make("section", "by-kind", title, table, make("p", "soft", labels.heat + " " + labels.kinds_note));
}

// -- reported figures: text, never a picture

/** @param {ReportedFigure} figure */
function figureCard(figure) {
  const value = make("p", "reported", make("strong", "", figure.value), " ", make("b", "", figure.unit));
  const where = make("p", "where", figure.area + " · " + figure.period);
  return make(
    "article",
    "reported-one",
    value,
    where,
    make("p", "not", figure.why_not),
    make("cite", "", figure.source),
  );
}

/**
 * The reported figures that stand beside the service in front.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} door
 */
export function figureStrip(show, door) {
  const mine = show.figures.filter((figure) => door && door.figures.includes(figure.id));
  const beside = show.figures.filter((figure) => figure.beside && !mine.includes(figure));
  const some = [...mine, ...beside].slice(0, window.innerWidth < 1280 ? 1 : 3);
  if (!some.length) return [];
  const all = button("tab:figures", "button", fill(show.said.all_figures, { count: show.figures.length }));
  const title = make(
    "div",
    "title",
    make("h2", "", show.said.reported),
    make("p", "soft", show.said.reported_not),
    all,
  );
  return [title, ...some.map(figureCard)];
}

/** @param {CityAnswer} show */
function figuresSection(show) {
  const labels = show.said;
  const heads = [labels.value, labels.unit, labels.area, labels.period, labels.is_not, labels.source];
  const rows = show.figures.map(({ value, unit, area, period, why_not, source }) => [
    value,
    unit,
    area,
    period,
    why_not,
    source,
  ]);
  const note = make("small", "soft", " " + labels.reported_not);
  const title = make("h2", "", labels.reported, note, csvLink(show, "figures"));
  const table = rows.length ? plainTable("every-figure", heads, rows) : make("p", "soft", labels.nobody_here);
  return make("section", "reported-all", title, table);
}

/**
 * The pictures of one tab.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} door the service in front
 * @param {string} tab
 * @returns {HTMLElement[]}
 */
export function pictures(show, door, tab) {
  if (tab === "figures") return [figuresSection(show)];
  if (!door || tab === "services") return [];
  if (tab === "range") return rangeChart.tab(show);
  if (tabAnswer.asksMore(tab)) return tabs.tab(show, door, tab);
  return tab === "kinds" ? [kindsSection(show, door)] : [daysSection(show, door), groupsSection(show, door)];
}

/**
 * The buttons of the tabs.
 * @param {CityAnswer} show
 * @param {string[]} names
 * @param {string} chosen
 */
export const tabButtons = (show, names, chosen) =>
  names.map((name) => pressedButton("tab:" + name, show.said["tab_" + name], name === chosen));
