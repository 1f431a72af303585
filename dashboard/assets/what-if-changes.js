/* What a what-if changes, in words: what was asked, the sentence under the map, and the rows beside it. Each of these
   is a function of what the server told; nothing is kept here. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make, button, again } = linkage.make;

  const two = (show) => show.sides.length > 1;
  const nameOf = (show, side) => (two(show) ? make("b", "side", side.name) : null);

  // -- what was asked

  /** What a side changes, each change with a button that takes it back. */
  function asked(show, said, side, number, remove) {
    const parts = side.said.map(([text, sentence]) => {
      const off = button("", "off", "×");
      off.setAttribute("aria-label", said.remove + ": " + sentence);
      off.dataset.key = "off:" + number + ":" + text;
      off.addEventListener("click", () => remove(number, text));
      const one = make("li", "", make("span", "", sentence), make("code", "", text), off);
      one.title = text;
      return one;
    });
    const none = parts.length ? null : make("p", "hint", said.nothing + " " + said.hint);
    const count = parts.length > 1 ? make("small", "soft", said.count.replace("{count}", parts.length)) : null;
    return make("div", "chosen-side", nameOf(show, side), count, none || make("ul", "", ...parts));
  }

  /** The sentence, and what stays as it was. */
  function outcome(show, said, side) {
    const doors = make("p", "doors-line", make("b", "", show.before.shut + " → " + side.shut), " " + said.doors + " " + said.of.replace("{count}", show.doors));
    const made = make("div", "outcome-side", make("p", "sentence", side.told[0]), make("p", "soft", side.told[1]), doors);
    return make("div", "outcome-of", nameOf(show, side), made);
  }

  // -- numbers

  function repeat(show, said, recipe, name) {
    const made = again(show.recipes[recipe], said.reproduce);
    if (made) made.dataset.key = "again:" + recipe;
    if (made) made.setAttribute("aria-label", said.reproduce + ": " + name);
    return made;
  }

  function doors(show, said) {
    const sides = show.sides.map((side) => [two(show) ? side.name : said.after, side.shut, "shut " + side.name]);
    const cells = [[said.before, show.before.shut, "before"], ...sides].map(([name, number, recipe]) => {
      const count = make("span", "number", make("strong", "", String(number)), repeat(show, said, recipe, name + ", " + said.doors));
      return make("div", "doors-cell", make("small", "", name), count);
    });
    const all = make("p", "soft", said.doors + " " + said.of.replace("{count}", show.doors));
    return make("section", "card doors-card", make("div", "doors-row", ...cells), all);
  }

  // -- row by row

  const aside = (row) => [row.door ? "" : row.word, row.whom].filter(Boolean).join(" · ");

  /** A row as a link to its proof, with its days. Where the effect is new, it is asked about under the what-if. */
  function effect(row, whens) {
    const link = make("a", "what", row.name);
    link.dataset.page = "why";
    link.dataset.more = new URLSearchParams({ why: row.why, proof: "" }).toString();
    link.href = "/why" + linkage.address.query({ ...linkage.address.now(), why: row.why, proof: "" });
    const more = aside(row);
    return make("li", row.effect, make("i", "mark"), link, make("span", "when", whens), more ? make("span", "more", more) : null);
  }

  /** The rows of each kind of change, with the days that say it; a number where the rows are all there are. */
  function kinds(show, side, place) {
    const how = (each) => show.rows.filter((row) => row.change[place] === each);
    const beside = (doors) => (row) => !row.door || !doors.some((door) => door.id === row.id);
    const moved = (row) => row.moved[place];
    return [
      ["opened", side.opened, (row) => row.when, side.opened.length],
      ["shut", side.shut_now, (row) => row.when, side.shut_now.length],
      ["gone", how("gone").filter(beside(side.opened)), (row) => row.before, ""],
      ["new", how("new").filter(beside(side.shut_now)), (row) => row.after[place], ""],
      ...["earlier", "later", "shorter", "longer"].map((each) => [each, how(each), moved, how(each).length]),
    ].filter(([, rows]) => rows.length);
  }

  function groups(show, said, open) {
    const side = show.sides[0];
    const made = kinds(show, side, 0).map(([name, rows, when, number]) => {
      const items = rows.map((row) => effect(row, when(row)));
      const recipe = { opened: "doors ", shut: "doors ", gone: "", new: "" }[name] ?? "counts ";
      const head = make("h3", "", said[name] + " ", make("b", "", String(number)), recipe ? repeat(show, said, recipe + side.name, said[name]) : null);
      return make("section", "change is-" + name, head, make("ul", "effects", ...items));
    });
    const same = show.rows.filter((row) => row.change[0] === "same");
    const summary = make("summary", "", said.same + " ", make("b", "", String(same.length)));
    summary.dataset.key = "unchanged";
    const rest = make("details", "change", summary, make("ul", "effects", ...same.map((row) => effect(row, row.before))));
    rest.open = open;
    const none = show.rows.length ? null : make("p", "", said.none_at_all);
    return make("section", "card", none, ...made, same.length ? rest : null, same.length ? repeat(show, said, "counts " + side.name, said.same) : null);
  }

  function differences(show, said) {
    const rows = show.rows.filter((row) => row.differs);
    const count = repeat(show, said, "differ", said.differ);
    if (!rows.length) return make("section", "card", make("p", "large", said.alike), count);
    const head = make("tr", "", make("td", ""), ...show.sides.map((side) => make("th", "", side.name)));
    head.lastChild.scope = head.children[1].scope = "col";
    const cell = (row, when) => make("td", when ? "shut" : "open", when || (row.door ? said.open_door : said.none));
    const body = rows.map((row) => {
      const what = make("th", "", make("b", "", row.name), make("small", "", aside(row)));
      what.scope = "row";
      return make("tr", row.effect, what, ...row.after.map((when) => cell(row, when)));
    });
    const table = make("table", "differ", make("thead", "", head), make("tbody", "", ...body));
    return make("section", "card", make("h2", "", said.differ + " ", make("b", "", String(rows.length))), table, count);
  }

  /** All that stands beside the map. `open`: whether the unchanged rows are shown. */
  function beside(show, said, open) {
    return [doors(show, said), two(show) ? differences(show, said) : groups(show, said, open)];
  }

  linkage.whatIfChanges = { asked, outcome, beside };
})();
