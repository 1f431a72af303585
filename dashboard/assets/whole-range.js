/* How far counts move when every assumed number is drawn anew: asked for only when somebody looks, shown as times the
   count. Drawn on a few blocks only, and said so beside every one of them. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make } = linkage.make;
  const ENDS = [0.25, 4];
  const { number } = linkage.tabled;
  const times = (value) => "×" + (value ? value.toFixed(value < 0.1 ? 2 : value < 10 ? 1 : 0) : "0");
  const asking = linkage.asker("/_city/range", "city");
  const now = () => ({ search: linkage.shell.asked("city") || "" });

  /** Ask for the range of what the page shows until it is there; `then` is called with it. */
  const ask = (then) => asking.ask(now(), () => known() && then());

  /** What is known for what the page shows now. */
  function known() {
    const told = asking.told(now());
    return told && told.status === "counted" ? told : null;
  }

  const rowOf = (one) => known() && known().rows[one.id];
  const shares = (row) => (row && row.count ? [row.low / row.count, row.high / row.count] : null);

  /** Beside a count: between which times of it the draws lie. */
  function beside(one) {
    const found = shares(rowOf(one));
    return found ? times(found[0]) + "–" + times(found[1]).slice(1) : "";
  }

  /** For the sentence: the same in numbers, on whom it was drawn. */
  function fact(show, one) {
    const row = rowOf(one);
    if (!row) return null;
    const words = show.said.range_fact.replace("{low}", number(row.low)).replace("{high}", number(row.high)).replace("{count}", number(row.count));
    return make("span", "fact", words.replace("{residents}", number(known().residents)));
  }

  const place = (value) => (100 * Math.log(Math.min(Math.max(value, ENDS[0]), ENDS[1]) / ENDS[0])) / Math.log(ENDS[1] / ENDS[0]) + "%";

  function span(row) {
    const made = make("span", "span-of");
    for (const [value, name] of [[0.5, "mark-at"], [1, "mark-at one"], [2, "mark-at"]]) {
      const tick = make("i", name);
      tick.style.setProperty("left", place(value));
      made.append(tick);
    }
    const found = shares(row);
    if (!found) return made;
    const drawn = make("i", "drawn");
    drawn.style.setProperty("left", place(found[0]));
    drawn.style.setProperty("right", "calc(100% - " + place(found[1]) + ")");
    made.append(drawn);
    return made;
  }

  function picture(show) {
    const { said } = show;
    const title = make("h2", "", said.tab_range);
    if (!known()) return [make("section", "by-range", title, make("p", "soft large", said.range_making))];
    const csv = linkage.tabled.csv(said, "range", said.tab_range);
    const repeated = linkage.tabled.repeated(said, known().recipe, "range");
    title.append(make("small", "soft", ""), csv, repeated);
    const head = (text, name) => linkage.tabled.head(text, "col", name);
    const top = make("tr", "", head(said.service, ""), head(said.range_axis, "axis"), head(said.range_counted, "amount"), head(said.range_low, "amount"), head(said.range_high, "amount"));
    const rows = show.doors.map((one) => {
      const row = known().rows[one.id];
      const name = make("th", "", one.name);
      name.scope = "row";
      const cells = row ? [row.count, row.low, row.high].map((value) => make("td", "amount", number(value))) : [0, 0, 0].map(() => make("td", "amount", "0"));
      return make("tr", one.sort, name, make("td", "barred", span(row)), ...cells);
    });
    const table = make("table", "bars ranges", make("thead", "", top), make("tbody", "", ...rows));
    return [make("section", "by-range", title, make("p", "soft", known().label), table)];
  }

  linkage.cityRange = { ask, known, beside, fact, picture };
})();
