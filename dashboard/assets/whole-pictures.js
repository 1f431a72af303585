/* The pictures of the City page: bars in tables, a curve, a heat map, reported figures. Each is a function of what the
   server told; nothing is kept here. A reported figure comes as text and goes into no picture. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make, button } = linkage.make;
  const { number, filled, short, signed, head, styled, bar, part, plain } = linkage.tabled;
  const percent = (share) => Math.round(share * 100) + "%";
  const people = (count) => (count.residents || !count.companies ? "residents" : "companies");

  /** Whether a change is to the good: fewer restricted, or more rewarded. */
  const kindly = (one, before, after) => (before === after ? "" : after < before === one.burdens ? " better" : " worse");

  const unit = (said, which, value) => said[value === 1 ? { residents: "resident", companies: "company" }[which] : which];

  const CSV_OF = { services: "service", days: "by_day", groups: "by_group", kinds: "by_kind", figures: "reported" };
  const csv = (show, picture) => linkage.tabled.csv(show.said, picture, show.said[CSV_OF[picture]]);
  const repeated = (show, one, way) => linkage.tabled.repeated(show.said, one.recipes[way], way);

  // -- the sentence, large

  function says(show, one) {
    const whom = people(one.after.residents || one.after.companies ? one.after : one.before);
    const count = one.after[whom];
    const text = filled(show.said[whom === "residents" ? "of_residents" : "of_companies"], { all: number(show[whom]) });
    const [start, rest] = text.split("{number}");
    const parts = [make("span", "door-of", one.name + ": "), start, make("strong", one.burdens ? "" : "good", number(count)), rest + " " + one.word];
    if (count) parts.push(make("span", "one-in", filled(show.said.one_in, { number: number(Math.round(show[whom] / count)) })));
    return parts;
  }

  function facts(show, one) {
    const { said } = show;
    const whom = people(one.after.residents || one.after.companies ? one.after : one.before);
    const [before, after] = [one.before[whom], one.after[whom]];
    const found = [];
    if (show.changed) {
      const by = after === before ? said.same : filled(after < before ? said.fewer : said.more, { number: number(Math.abs(after - before)) });
      found.push(make("b", "fact change" + kindly(one, before, after), by), make("span", "fact", filled(said.as_first, { number: number(before) })));
    }
    if (one.after.children) found.push(make("span", "fact", filled(said.children_among, { number: number(one.after.children) })));
    if (whom === "residents" && one.after.companies) found.push(make("span", "fact", number(one.after.companies) + " " + unit(said, "companies", one.after.companies)));
    if (one.after.wrongly) found.push(make("span", "fact is-wrong", filled(said.wrongly, { number: number(one.after.wrongly) })));
    if (linkage.cityRange.known()) found.push(linkage.cityRange.fact(show, one) || "");
    if (one.after.assumed !== null) found.push(make("span", "fact", filled(said.assumed, { share: percent(one.after.assumed) })));
    return [...found.filter(Boolean), repeated(show, one, "service")];
  }

  // -- bars by service

  /** What opens the story of one who is counted; where nobody is, only the picture. */
  function opening(value, does, name, words, ...inside) {
    if (!value) return make("span", name, ...inside);
    const made = button(does, name, ...inside);
    made.setAttribute("aria-label", words);
    made.title = words;
    return made;
  }

  function row(show, one, most, chosen) {
    const { said } = show;
    const whom = one.after.residents || one.before.residents ? "residents" : people(one.after);
    const name = button("door:" + one.id, "pick", one.name, one.sort === "other" ? make("small", "soft", " " + one.word) : null);
    name.setAttribute("aria-pressed", String(one === chosen));
    const th = make("th", "", name);
    th.scope = "row";
    const story = opening(one.after[whom], "someone:" + one.id, "open-one", one.name + ": " + number(one.after[whom]) + " " + unit(said, whom, one.after[whom]) + ". " + said.open_one, bar(one.before.residents, one.after.residents, most, show.changed));
    const cells = [
      make("td", "barred", story),
      make("td", "amount", number(one.after.residents)),
      show.changed ? make("td", "amount" + kindly(one, one.before[whom], one.after[whom]), signed(one.before[whom], one.after[whom])) : null,
      linkage.cityRange.known() ? make("td", "amount soft", linkage.cityRange.beside(one)) : null,
      make("td", "amount soft", one.after.companies ? number(one.after.companies) : ""),
      make("td", "amount" + (one.after.wrongly ? " is-wrong" : " soft"), one.after.wrongly ? number(one.after.wrongly) : ""),
      make("td", "amount soft", one.after.assumed === null ? "" : percent(one.after.assumed)),
    ];
    const made = make("tr", one.sort, th, ...cells);
    if (one === chosen) made.setAttribute("aria-current", "true");
    return made;
  }

  function services(show, chosen) {
    const { said } = show;
    const columns = [said.service, "", said.residents, ...(show.changed ? [said.change] : []), ...(linkage.cityRange.known() ? [said.range_head] : []), said.companies, said.wrong_head, said.assumed_head];
    const top = make("tr", "", ...columns.map((text, place) => (place === 1 ? make("td", "tools", csv(show, "services")) : head(text, "col", place > 1 ? "amount" : ""))));
    const table = make("table", "bars" + (show.changed ? " changed" : ""), make("thead", "", top));
    const burdens = show.doors.filter((each) => each.burdens);
    const rewards = show.doors.filter((each) => !each.burdens);
    const most = (doors) => Math.max(1, ...doors.flatMap((each) => [each.before.residents, each.after.residents]));
    for (const [title, doors, scale] of [
      [said.restricted, burdens.filter((each) => each.sort === "refuse"), most(burdens)],
      [said.others, burdens.filter((each) => each.sort === "other"), most(burdens)],
      [said.rewarded, rewards, most(rewards)],
    ]) {
      if (!doors.length) continue;
      const line = head(title, "rowgroup", "section");
      line.colSpan = columns.length;
      line.append(make("small", "soft", filled(said.scale, { number: number(scale) })));
      table.append(make("tbody", "", make("tr", "", line), ...doors.map((each) => row(show, each, scale, chosen))));
    }
    return [table];
  }

  // -- by day

  const PLOT = { width: 720, height: 300, left: 20, right: 112, top: 30, bottom: 40 };

  function scales(sides) {
    const all = sides.flat();
    const last = Math.max(4, ...all.map((each) => each[0])) * 1.06;
    const most = Math.max(1, ...all.map((each) => each[2]));
    const x = (day) => PLOT.left + (day / last) * (PLOT.width - PLOT.left - PLOT.right);
    const y = (value) => PLOT.height - PLOT.bottom - (value / most) * (PLOT.height - PLOT.top - PLOT.bottom);
    return { x, y, last };
  }

  function stairs(days, { x, y, last }) {
    let path = "M" + x(0) + " " + y(0);
    let height = 0;
    for (const [day, , reached] of days) {
      path += "L" + x(day) + " " + y(height) + "L" + x(day) + " " + y(reached);
      height = reached;
    }
    return path + "L" + x(last) + " " + y(height);
  }

  /** The last words of a line, beside its end. */
  function ending(days, scale, name, away) {
    const height = days.length ? days[days.length - 1][2] : 0;
    return part("text", { x: PLOT.width - PLOT.right + 10, y: scale.y(height) + 6 + away, class: name }, number(height));
  }

  function curve(show, one) {
    const { before, after } = one.days;
    const scale = scales([before, after]);
    const svg = part("svg", { viewBox: "0 0 " + PLOT.width + " " + PLOT.height, class: "curve" + (one.burdens ? "" : " good"), role: "group", "aria-label": show.said.by_day });
    svg.append(part("path", { d: "M" + PLOT.left + " " + scale.y(0) + "H" + (PLOT.width - PLOT.right), class: "axis" }));
    const ends = [before, after].map((days) => scale.y(days.length ? days[days.length - 1][2] : 0));
    const apart = Math.abs(ends[0] - ends[1]) < 24;
    if (show.changed) {
      svg.append(part("path", { d: stairs(before, scale), class: "line was" }));
      if (ends[0] !== ends[1]) svg.append(ending(before, scale, "was", apart ? (ends[0] < ends[1] ? -12 : 14) : 0));
    }
    svg.append(part("path", { d: stairs(after, scale), class: "line" }), ending(after, scale, "now", show.changed && apart && ends[0] !== ends[1] ? (ends[1] < ends[0] ? -12 : 14) : 0));
    let free = -Infinity;
    for (const [day, first, reached] of after) {
      const [at, words] = [scale.x(day), filled(show.said.on_day, { day })];
      const dot = part("circle", { cx: at, cy: scale.y(reached), r: 8, class: "dot", role: "button", tabindex: 0, "data-do": "someone:" + one.id + "|day=" + day, "aria-label": words + ": " + number(first) + " " + show.said.first_reached + ", " + number(reached) + " " + show.said.reached + ". " + show.said.open_one });
      dot.append(part("title", {}, words + ": " + number(first) + " " + show.said.first_reached));
      svg.append(dot);
      if (at < free) continue;
      svg.append(part("text", { x: at, y: PLOT.height - 12, class: "tick" }, words));
      free = at + 74;
    }
    return svg;
  }

  function days(show, one) {
    const { said } = show;
    const all = [...new Set([...one.days.before, ...one.days.after].map((each) => each[0]))].sort((a, b) => a - b);
    const by = (side) => new Map(side.map((each) => [each[0], each]));
    const [before, after] = [by(one.days.before), by(one.days.after)];
    const cells = (found) => (found ? [number(found[1]), number(found[2])] : ["", ""]);
    const heads = (words) => [said.first_reached, said.reached].map((text) => (show.changed ? text + ", " + words : text));
    const table = plain("every-day", [said.day, ...(show.changed ? heads(said.before) : []), ...heads(said.after)], all.map((day) => [filled(said.on_day, { day }), ...(show.changed ? cells(before.get(day)) : []), ...cells(after.get(day))]));
    const legend = show.changed ? make("p", "legend soft", make("i", "was"), said.legend_before, make("i", "now"), said.legend_after) : null;
    const title = make("h2", "", said.by_day, make("small", "soft", " " + said.subjects), csv(show, "days"), repeated(show, one, "day"));
    const folding = make("details", "", make("summary", "", said.as_table), table);
    folding.open = window.innerWidth >= 1280 && all.length <= 4;
    return make("section", "by-day", title, all.length ? curve(show, one) : make("p", "soft", said.nobody_here), legend, folding);
  }

  // -- by group

  function groups(show, one) {
    const { said } = show;
    const most = (firms) => Math.max(1, ...one.groups.filter((each) => each.companies === firms).flatMap((each) => [each.before, each.after]));
    const rows = one.groups.map((each) => {
      const whom = unit(said, each.companies ? "companies" : "residents", each.after);
      const story = opening(each.after, "someone:" + one.id + "|group=" + each.id, "open-one", each.name + ": " + number(each.after) + " " + whom + ". " + said.open_one, bar(each.before, each.after, most(each.companies), show.changed));
      const th = head(each.name, "row", "");
      return make("tr", (each.companies ? "firm" : "") + (each.id === "under-18" ? " children" : "") + (one.burdens ? "" : " reward"), th, make("td", "barred", story), make("td", "amount", number(each.after), make("small", "soft", " " + whom)), show.changed ? make("td", "amount" + kindly(one, each.before, each.after), signed(each.before, each.after)) : null);
    });
    const top = make("tr", "sr", ...[said.group, said.open_one, said.residents, ...(show.changed ? [said.change] : [])].map((text) => head(text, "col", "")));
    const table = make("table", "bars groups", make("thead", "", top), make("tbody", "", ...rows));
    const title = make("h2", "", said.by_group, csv(show, "groups"), repeated(show, one, "group"));
    return make("section", "by-group", title, rows.length ? table : make("p", "soft", said.nobody_here));
  }

  // -- record kinds by service

  function cell(show, one, kind, most) {
    const found = one.kinds[kind.id];
    const made = make("td", "");
    if (!found || !(found.before.some(Boolean) || found.after.some(Boolean))) return made;
    const [residents, companies] = found.after;
    const [value, whom, mark] = residents || !companies ? [residents, "residents", ""] : [companies, "companies", "c"];
    const moved = signed(found.before[mark ? 1 : 0], found.after[mark ? 1 : 0]);
    const shade = value ? Math.round(12 + (88 * Math.log1p(value)) / Math.log1p(most)) : 0;
    const words = one.name + ", " + kind.name + ": " + number(value) + " " + unit(show.said, whom, value) + (moved ? " (" + moved + ")" : "") + ". " + show.said.open_one;
    const story = opening(value, "someone:" + one.id + "|kind=" + kind.id, "heat" + (one.burdens ? "" : " good"), words, short(value, window.innerWidth < 1280 ? 2 : 3) + mark);
    if (show.changed && moved) story.append(make("small", "", moved.startsWith("−") ? "▼" : "▲"));
    styled(story, { "--shade": shade + "%" });
    made.append(story);
    return made;
  }

  function kinds(show, chosen) {
    const { said } = show;
    const most = Math.max(1, ...show.doors.flatMap((one) => Object.values(one.kinds).map((each) => each.after[0])));
    const top = make("tr", "", head(said.service, "col", ""), ...show.kinds.map((kind) => head(kind.name, "col", "kind")));
    const rows = show.doors.map((one) => {
      const made = make("tr", one.sort, head(one.name, "row", ""), ...show.kinds.map((kind) => cell(show, one, kind, most)));
      if (one === chosen) made.setAttribute("aria-current", "true");
      return made;
    });
    const table = make("table", "heat-map" + (show.kinds.length > 20 ? " many" : show.kinds.length > 14 ? " some" : ""), make("thead", "", top), make("tbody", "", ...rows));
    const title = make("h2", "", said.by_kind, make("small", "soft", " " + said.heat_unit), csv(show, "kinds"), repeated(show, chosen, "record_kind"));
    return make("section", "by-kind", title, table, make("p", "soft", said.heat + " " + said.kinds_note));
  }

  // -- reported figures: text, never a picture

  function card(show, figure) {
    const value = make("p", "reported", make("strong", "", figure.value), " ", make("b", "", figure.unit));
    const where = make("p", "where", figure.area + " · " + figure.period);
    return make("article", "reported-one", value, where, make("p", "not", figure.why_not), make("cite", "", figure.source));
  }

  function strip(show, one) {
    const mine = show.figures.filter((each) => one && one.figures.includes(each.id));
    const beside = show.figures.filter((each) => each.beside && !mine.includes(each));
    const some = [...mine, ...beside].slice(0, window.innerWidth < 1280 ? 1 : 3);
    if (!some.length) return [];
    const all = button("tab:figures", "button", filled(show.said.all_figures, { count: show.figures.length }));
    const title = make("div", "title", make("h2", "", show.said.reported), make("p", "soft", show.said.reported_not), all);
    return [title, ...some.map((each) => card(show, each))];
  }

  function figures(show) {
    const { said } = show;
    const heads = [said.value, said.unit, said.area, said.period, said.is_not, said.source];
    const rows = show.figures.map((each) => [each.value, each.unit, each.area, each.period, each.why_not, each.source]);
    const title = make("h2", "", said.reported, make("small", "soft", " " + said.reported_not), csv(show, "figures"));
    return make("section", "reported-all", title, rows.length ? plain("every-figure", heads, rows) : make("p", "soft", said.nobody_here));
  }

  /** The pictures of one tab. */
  function picture(show, one, tab) {
    if (tab === "figures") return [figures(show)];
    if (!one || tab === "services") return [];
    if (tab === "range") return linkage.cityRange.picture(show);
    if (linkage.cityAsides.has(tab)) return linkage.cityAsides.picture(show, one, tab);
    return tab === "kinds" ? [kinds(show, one)] : [days(show, one), groups(show, one)];
  }

  linkage.cityPictures = { says, facts, services, picture, strip };
})();
