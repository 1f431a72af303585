/* A sweep: which figures, which values, what is counted; then a line over one figure, or a grid over two, and its table.
   What is chosen stands in the form until it is counted, then in the address. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make, button } = linkage.make;
  const { number, filled, short, part, plain } = linkage.tabled;
  const asking = linkage.asker("/_city/choices", "city");
  const IN_TIME = ["delay", "removal", "expire", "correct", "repair"];
  const PLOT = { width: 760, height: 340, left: 96, right: 26, top: 26, bottom: 62 };
  let form = null; // what the form stands at: {door, first, second, measure, day}
  let offered = null;

  const now = () => linkage.address.now();
  const asks = () => Boolean(now().over);

  /** What the address asks to be swept. */
  function parts() {
    const said = now();
    return { over: said.over || "", measure: said.measure || "", ...(said["on-day"] ? { day: said["on-day"] } : {}) };
  }

  /** Ask what can be swept for the service in front. */
  const offer = (one, then) => asking.ask(of(one), then);
  const of = (one) => ({ search: linkage.shell.asked("city") || "", door: one.id });

  // -- the form

  function axisOf(text) {
    const found = /^([a-z]+:[^=]+)=(.+)\.\.([^/]+)(?:\/(.+))?$/.exec(text || "");
    return found ? { text: found[1], from: found[2], to: found[3], step: found[4] || "1" } : null;
  }

  const usual = (text) => {
    const found = offered.figures.find((each) => each.text === text);
    return found ? { text, from: found.from, to: found.to, step: found.step } : null;
  };

  /** What the form stands at: what the address says, or the first figure there is. */
  function stand(one) {
    const said = now();
    const key = [said.over, said.measure, said["on-day"], one.id, linkage.shell.asked("city")].join("|");
    if (form && form.key === key) return form;
    const [first, second] = (said.over || "").split(",").map(axisOf);
    const known = (axis) => axis && offered.figures.some((each) => each.text === axis.text);
    const measure = offered.measures.some((each) => each.text === said.measure) ? said.measure : offered.measures[0].text;
    form = { key, first: known(first) ? first : usual(offered.figures[0].text), second: known(second) ? second : null, measure, day: said["on-day"] || "" };
    return form;
  }

  function option(value, words, chosen) {
    const made = make("option", "", words);
    made.value = value;
    made.selected = chosen;
    return made;
  }

  function select(sets, words, ...inside) {
    const made = make("select", "", ...inside);
    made.dataset.sets = made.dataset.key = sets;
    return make("label", "wide", make("span", "", words), made);
  }

  function input(sets, words, value, wide) {
    const made = make("input", "");
    Object.assign(made, { type: "text", inputMode: "decimal", value, size: wide || 5, autocomplete: "off" });
    made.dataset.sets = made.dataset.key = sets;
    return make("label", "", make("span", "", words), made);
  }

  /** The figures, those on a way to the service in front, then the others, by what they are. */
  function figures(said, chosen) {
    const groups = new Map();
    for (const each of offered.figures) {
      const name = filled(each.near ? said.sweep_near : said.sweep_far, { verb: each.verb });
      if (!groups.has(name)) groups.set(name, make("optgroup", ""));
      const group = groups.get(name);
      group.label = name;
      group.append(option(each.text, each.verb + ": " + each.name, chosen === each.text));
    }
    return [...groups.values()];
  }

  function axisRow(said, which, words, axis, none) {
    const chosen = select(which, words, none ? option("", said.sweep_none, !axis) : null, ...figures(said, axis && axis.text));
    if (!axis) return make("div", "axis-row", chosen);
    const values = ["from", "to", "step"].map((each) => input(which + "-" + each, said["sweep_" + each], axis[each]));
    return make("div", "axis-row", chosen, ...values);
  }

  function fields(show, one) {
    const { said } = show;
    const at = stand(one);
    const measures = offered.measures.map((each) => option(each.text, each.says, each.text === at.measure));
    const inTime = [at.first, at.second].some((axis) => axis && IN_TIME.includes(axis.text.split(":")[0]));
    const last = make("div", "axis-row", select("measure", said.sweep_measure, ...measures), input("day", said.sweep_day, at.day, 6), button("sweep", "button main", said.sweep_count));
    const hint = inTime && !at.day ? make("p", "soft", said.sweep_hint) : null;
    return make("form", "sweep-form", axisRow(said, "first", said.sweep_first, at.first, false), axisRow(said, "second", said.sweep_second, at.second, true), last, hint);
  }

  /** A field of the form was changed. */
  function set(element, then) {
    const [which, what] = element.dataset.sets.split("-");
    const value = element.value.trim();
    if (which === "measure" || which === "day") form[which] = value;
    else if (what) form[which][what] = value;
    else form[which] = value ? usual(value) : null;
    if (!what) then();
  }

  const written = (axis) => axis.text + "=" + axis.from + ".." + axis.to + "/" + axis.step;

  /** Count what the form stands at: the address says it from now on. */
  function count(then) {
    if (!form) return;
    const over = [form.first, form.second].filter(Boolean).map(written).join(",");
    const asked = { over, measure: form.measure, "on-day": /^\d{1,6}$/.test(form.day) ? form.day : "" };
    linkage.address.write(asked);
    then();
  }

  // -- the picture

  /** A round number at or above. */
  function above(value) {
    const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
    return [1, 2, 2.5, 5, 10].map((each) => each * size).find((each) => each >= value && Number.isInteger(each)) || 10 * size;
  }

  function line(said, found) {
    const [axis] = found.axes;
    const [xs, ys] = [found.rows.map((row) => Number(row[0])), found.rows.map((row) => row[1])];
    const most = above(Math.max(1, ...ys));
    const wide = Math.max(...xs) - Math.min(...xs) || 1;
    const x = (value) => PLOT.left + ((value - Math.min(...xs)) / wide) * (PLOT.width - PLOT.left - PLOT.right);
    const y = (value) => PLOT.height - PLOT.bottom - (value / most) * (PLOT.height - PLOT.top - PLOT.bottom);
    const svg = part("svg", { viewBox: "0 0 " + PLOT.width + " " + PLOT.height, class: "curve swept", role: "img", "aria-label": axis.name + "; " + found.measure.says });
    for (const value of [0, most / 2, most]) {
      svg.append(part("path", { d: "M" + PLOT.left + " " + y(value) + "H" + (PLOT.width - PLOT.right), class: value ? "axis faint" : "axis" }));
      svg.append(part("text", { x: PLOT.left - 12, y: y(value) + 6, class: "tick end" }, value < 1e5 ? number(value) : short(value, 3)));
    }
    svg.append(part("path", { d: "M" + xs.map((value, place) => x(value) + " " + y(ys[place])).join("L"), class: "line" }));
    let free = -Infinity;
    xs.forEach((value, place) => {
      const dot = part("circle", { cx: x(value), cy: y(ys[place]), r: 6, class: "dot" });
      dot.append(part("title", {}, found.rows[place][0] + ": " + number(ys[place])));
      svg.append(dot);
      if (x(value) < free) return;
      svg.append(part("text", { x: x(value), y: PLOT.height - PLOT.bottom + 26, class: "tick" }, found.rows[place][0]));
      free = x(value) + 14 + 11 * String(found.rows[place][0]).length;
    });
    svg.append(part("text", { x: (PLOT.left + PLOT.width - PLOT.right) / 2, y: PLOT.height - 8, class: "tick" }, axis.unit));
    return svg;
  }

  function grid(said, found) {
    const [down, across] = found.axes;
    const most = Math.max(1, ...found.rows.map((row) => row[2]));
    const [left, top, high] = [110, 62, 34];
    const width = (PLOT.width - left) / across.values.length;
    const height = top + high * down.values.length + 4;
    const svg = part("svg", { viewBox: "0 0 " + PLOT.width + " " + height, class: "curve swept grid", role: "img", "aria-label": down.name + "; " + across.name + "; " + found.measure.says });
    svg.append(part("text", { x: left + (PLOT.width - left) / 2, y: 20, class: "tick" }, across.unit + " →"), part("text", { x: 4, y: 52, class: "tick start" }, "↓ 1"));
    const often = Math.ceil(64 / width);
    across.values.forEach((value, place) => place % often || svg.append(part("text", { x: left + (place + 0.5) * width, y: 50, class: "tick" }, value)));
    down.values.forEach((value, place) => svg.append(part("text", { x: left - 12, y: top + (place + 0.5) * high + 6, class: "tick end" }, value)));
    found.rows.forEach((row, place) => {
      const [at, to] = [Math.floor(place / across.values.length), place % across.values.length];
      const shade = row[2] ? Math.round(12 + (78 * row[2]) / most) : 0;
      const box = part("rect", { x: left + to * width + 1, y: top + at * high + 1, width: width - 2, height: high - 2, class: "cell" });
      box.style.setProperty("--shade", shade + "%");
      box.append(part("title", {}, row[0] + ", " + row[1] + ": " + number(row[2])));
      svg.append(box);
      const words = short(row[2], 3);
      if (width > 12 * words.length) svg.append(part("text", { x: left + (to + 0.5) * width, y: top + (at + 0.5) * high + 6, class: "in-cell" }, words));
    });
    return svg;
  }

  function picture(show, one) {
    const { said } = show;
    const title = make("h2", "", said.sweep_title);
    offered = asking.told(of(one));
    if (!offered || offered.status !== "counted") return [make("section", "aside by-sweep", title, make("p", "soft large", said.working))];
    const form_ = make("section", "aside by-sweep", title, fields(show, one));
    if (!asks()) return [form_, make("p", "soft", said.sweep_begin)];
    const drawn = (found) => {
      const heads = [...found.axes.map((axis) => axis.name), found.measure.says];
      const rows = found.rows.map((row) => [...row.slice(0, -1), number(row[row.length - 1])]);
      const axes = found.axes.map((axis, place) => make("p", "soft", (found.axes.length > 1 ? ["↓ 1: ", "→ 2: "][place] : "") + axis.name + " - " + axis.unit));
      const table = make("details", "", make("summary", "", said.as_table), plain("every-point every-day", heads, rows));
      return [...axes, found.axes.length > 1 ? grid(said, found) : line(said, found), table];
    };
    const found = linkage.cityAsides.told("sweep", one);
    const day = now()["on-day"];
    const words = found && found.measure ? found.measure.says + (day ? ", " + filled(said.sweep_days, { day }) : "") : said.sweep_measure;
    return [form_, linkage.cityAsides.section(show, one, "sweep", words, drawn)];
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".sweep-form")) return;
    event.preventDefault();
    linkage.shell.does("sweep", event.target);
  });

  linkage.citySweep = { parts, asks, offer, set, count, picture };
})();
