/* A world to read: the overview with its counts, conflicts from both sides, readings and viewpoints, gaps, the words. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const make = (...what) => linkage.make.make(...what);
  const tables = () => linkage.worldTables;

  function cardsOf(show, kinds) {
    const table = show.byTable.get("cards");
    return table.rows.filter((row) => kinds.includes(tables().cell(table, row, "kind")));
  }

  const value = (show, row, head) => tables().cell(show.byTable.get("cards"), row, head);

  /** A card's number, where its name is one: C3. */
  function heading(show, row, level) {
    const number = /^c\d+/.exec(row.id);
    return make(level || "h2", "", number ? make("span", "number", row.id.toUpperCase()) : null, row.title);
  }

  /** What a card can do: its switch, or that it has none. */
  function doing(show, row) {
    const text = value(show, row, "what_if");
    if (!text) return [make("p", "soft", show.said.cant)];
    return [make("p", "", make("code", "", text.split(",").join(", "))), tables().links(show, row.tries)];
  }

  /** The quotes of a card by their sources: each source is a side. */
  function sides(show, row) {
    const groups = new Map();
    for (const id of row.quotes) {
      const source = show.quotes[id] ? show.quotes[id].chain[0] : null;
      if (source) groups.set(source.id, [...(groups.get(source.id) || []), id]);
    }
    const parts = [...groups].map(([source, ids]) => make("section", "", make("h3", "", tables().see({ table: "sources", id: source, label: show.quotes[ids[0]].chain[0].label })), ...ids.map((id) => tables().quote(show, id))));
    return make("div", "sides", ...parts);
  }

  function quotes(show, row) {
    return row.quotes.length ? [make("h3", "", show.said.rests), ...row.quotes.map((id) => tables().quote(show, id))] : [];
  }

  // -- conflicts

  function conflict(show, row, others) {
    const against = others.map((other) => make("div", "other-side", make("p", "kicker", show.said.other_side), heading(show, other), make("p", "says", other.about), ...doing(show, other), sides(show, other)));
    const made = make("article", "card", heading(show, row), make("p", "says", row.about), ...doing(show, row), sides(show, row), ...against);
    made.dataset.row = row.id;
    return made;
  }

  function conflicts(show, find) {
    const all = cardsOf(show, ["conflict"]);
    const ids = new Set(all.map((row) => row.id));
    const mains = all.filter((row) => !ids.has(value(show, row, "against")));
    const others = (row) => all.filter((other) => other !== row && value(show, other, "against") === row.id);
    const wanted = mains.filter((row) => tables().matching([row, ...others(row)], find).length);
    return make("div", "world-cards wide", ...wanted.map((row) => conflict(show, row, others(row))));
  }

  // -- readings and viewpoints

  function reading(show, row) {
    const table = show.byTable.get("readings");
    const said = (head) => tables().cell(table, row, head);
    const keeps = said("keeps").split(" ").filter(Boolean);
    const kept = keeps.length ? [show.said.keeps, ...keeps.map((status) => linkage.make.badge(show, status, status, 1))] : [show.said.keeps_all];
    const changes = said("what_if") ? make("p", "", show.said.changes + " ", make("code", "", said("what_if").split(",").join(", "))) : null;
    const voice = said("voice") ? make("p", "voice", said("voice")) : null;
    const made = make("article", "card", make("h2", "", row.title), voice, make("p", "says", row.about), make("div", "keeps", ...kept), changes, tables().links(show, row.tries), ...quotes(show, row));
    made.dataset.row = row.id;
    return made;
  }

  function card(show, row, more) {
    const made = make("article", "card", ...more, heading(show, row), make("p", "says", row.about), ...doing(show, row), ...quotes(show, row));
    made.dataset.row = row.id;
    return made;
  }

  /** Viewpoints, each beside the one that it is against. */
  function pairs(show) {
    const rows = cardsOf(show, ["viewpoint"]);
    const groups = rows.map((row) => new Set([row]));
    const groupOf = (row) => groups.find((group) => group.has(row));
    for (const row of rows) {
      const other = rows.find((each) => each.id === value(show, row, "against"));
      if (!other || groupOf(other) === groupOf(row)) continue;
      const [mine, theirs] = [groupOf(row), groupOf(other)];
      for (const each of theirs) mine.add(each);
      groups.splice(groups.indexOf(theirs), 1);
    }
    return groups.map((group) => [...group]);
  }

  function voices(show, find) {
    const readings = tables().matching(show.byTable.get("readings").rows, find);
    const views = pairs(show).filter((group) => tables().matching(group, find).length);
    const together = views.map((group) => make("div", "world-pair", ...group.map((row) => card(show, row, []))));
    return make("div", "", make("div", "world-cards", ...readings.map((row) => reading(show, row))), views.length ? make("h2", "", show.said.viewpoints) : null, make("div", "world-cards wide", ...together));
  }

  // -- gaps, dates, words

  function plain(kinds, told) {
    return (show, find) => {
      const more = (row) => {
        const said = told(show, row);
        return said ? [make("p", "kicker", said)] : [];
      };
      return make("div", "world-cards", ...tables().matching(cardsOf(show, kinds), find).map((row) => card(show, row, more(row))));
    };
  }

  const gaps = plain(["gap", "unclear"], (show, row) => (value(show, row, "kind") === "unclear" ? show.said.unclear : ""));
  const dates = plain(["date", "context"], (show, row) => value(show, row, "date"));

  function glossary(show, find) {
    const wanted = tables().words(find);
    const fits = (pair) => wanted.every((word) => pair.join(" ").toLowerCase().includes(word));
    const groups = show.glossary.map((group) => [group.title, group.words.filter(fits)]).filter(([, words]) => words.length);
    const list = (words) => make("dl", "world-words", ...words.map(([word, meaning]) => make("div", "", make("dt", "", word), make("dd", "", meaning))));
    return make("div", "", ...groups.flatMap(([title, words]) => [make("h3", "", title), list(words)]));
  }

  // -- the overview

  /** Rows by status, table by table, with their sums. */
  function counted(show, counts, title, recipe) {
    const used = Object.entries(counts).filter(([, row]) => Object.values(row).some(Boolean));
    const statuses = Object.keys(show.signs).filter((status) => used.some(([, row]) => row[status]));
    const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
    const cellOf = (number) => make("td", number ? "" : "zero", String(number));
    const headed = (scope, ...inside) => {
      const made = make("th", "", ...inside);
      made.scope = scope;
      return made;
    };
    const head = make("tr", "", headed("col", show.said.table), ...statuses.map((status) => headed("col", linkage.make.badge(show, status, status, 1))), headed("col", show.said.all_rows));
    const line = ([table, row]) => make("tr", "", headed("row", show.byTable.get(table).title), ...statuses.map((status) => cellOf(row[status])), cellOf(sum(Object.values(row))));
    const totals = statuses.map((status) => sum(used.map(([, row]) => row[status])));
    const foot = make("tr", "", headed("row", show.said.all_rows), ...totals.map(cellOf), cellOf(sum(totals)));
    const made = make("table", "counted", make("thead", "", head), make("tbody", "", ...used.map(line)), make("tfoot", "", foot));
    made.setAttribute("aria-label", title);
    return make("section", "", make("h3", "", title, " ", linkage.make.again(recipe, show.said.reproduce)), made);
  }

  function toldOnly(show) {
    const told = show.counts.told;
    const rows = told.map(([table, id]) => make("li", "", show.byTable.get(table).noun + ": ", tables().see({ table, id, label: tables().rowOf(show, table, id).title })));
    const title = make("h3", "", show.said.told_title);
    if (!told.length) return make("section", "", title, make("p", "", show.said.told_none));
    return make("section", "", title, make("details", "", make("summary", "", show.said.told_says.replace("{count}", told.length)), make("ul", "", ...rows)));
  }

  function overview(show) {
    const download = make("a", "", show.said.download);
    download.href = show.zip;
    download.setAttribute("download", "");
    const checked = Object.entries(show.counts.checked).map(([name, count]) => [show.said["checked_" + name], String(count)]);
    const lead = make("section", "lead", show.settings.question ? make("p", "", make("b", "", show.settings.question)) : null, make("p", "", show.settings.about), tables().facts(show.settings.facts), make("div", "tries", download));
    const file = make("details", "", make("summary", "", show.said.settings), make("pre", "", make("code", "", show.settings.text)));
    return make("div", "world-overview", lead, counted(show, show.counts.status, show.said.by_status, show.recipes.status), counted(show, show.counts.number, show.said.by_number, show.recipes.number), make("section", "", make("h3", "", show.said.by_check), tables().facts(checked)), toldOnly(show), make("section", "lead", file));
  }

  /** How many things of a page have the words looked for. */
  const COUNTS = {
    conflicts: (show, find) => tables().matching(cardsOf(show, ["conflict"]), find).length,
    voices: (show, find) => tables().matching([...show.byTable.get("readings").rows, ...cardsOf(show, ["viewpoint"])], find).length,
    gaps: (show, find) => tables().matching(cardsOf(show, ["gap", "unclear"]), find).length,
    dates: (show, find) => tables().matching(cardsOf(show, ["date", "context"]), find).length,
    glossary: (show, find) => show.glossary.flatMap((group) => group.words).filter((pair) => tables().words(find).every((word) => pair.join(" ").toLowerCase().includes(word))).length,
  };

  linkage.worldCards = { views: { overview, conflicts, voices, gaps, dates, glossary }, counts: COUNTS };
})();
