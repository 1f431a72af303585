/* What-if: the map before and after, what changes, undo and redo, two what-ifs side by side. The text in the address
   says everything; each change of it is a step in the browser's history too. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const { make, sign, button, again } = linkage.make;
  const byId = (id) => document.getElementById(id);
  let show = null;
  let board = null;
  let picture = null;
  let shape = -1;
  let view = 1; // 0 before, 1 after (A), 2 B
  let edited = 0; // which side the switches change
  let past = [];
  let at = -1;

  // -- the text

  const texts = () => [show.state["what-if"], show.state.beside];

  /** Ask for other texts; the switches show them at once. */
  function ask(what) {
    linkage.switches.paint(what[edited], show.plain);
    linkage.address.go({ "what-if": what[0], beside: what[1] });
  }

  function change(text) {
    const what = texts();
    what[edited] = text;
    ask(edited && !text ? [what[0], ""] : what);
  }

  function remember() {
    const now = JSON.stringify([show.state.world, ...texts()]);
    if (past[at] === now) return;
    if (past[at - 1] === now) at -= 1;
    else if (past[at + 1] === now) at += 1;
    else {
      past = [...past.slice(0, at + 1), now];
      at += 1;
    }
  }

  function travel(by) {
    const there = past[at + by];
    if (!there) return;
    const [world, ...what] = JSON.parse(there);
    if (world === show.state.world) ask(what);
  }

  // -- the map

  function lights() {
    const before = show.before.lit;
    if (view === 0) return before;
    const side = show.sides[view - 1];
    const wanted = Object.fromEntries(Object.entries(side.lit).map(([id, classes]) => [id, before[id] ? classes : [...classes, "fresh"]]));
    for (const id of Object.keys(before)) if (!side.lit[id]) wanted[id] = ["gone"];
    for (const id of side.off) wanted[id] = [...(wanted[id] || []), "off"];
    return wanted;
  }

  function draw() {
    const wide = window.innerWidth < 1280 ? 1 : 0;
    if (wide !== shape || picture.key !== board.key) {
      picture.mount(board.pictures[wide]);
      for (const edge of byId("what-if-map").querySelectorAll(".edge.link, .edge.rule, .mark")) reachable(edge);
      shape = wide;
      picture.key = board.key;
    }
    picture.light(lights());
    const names = [board.said.before, ...show.sides.map((side) => (show.sides.length > 1 ? side.name : board.said.after))];
    const made = names.map((name, number) => {
      const one = button("view:" + number, "button", name);
      one.setAttribute("aria-pressed", String(number === view));
      return one;
    });
    byId("views").replaceChildren(...made);
  }

  function reachable(edge) {
    const title = edge.querySelector("title");
    edge.setAttribute("tabindex", "0");
    edge.setAttribute("role", "button");
    edge.setAttribute("aria-label", title ? title.textContent : edge.dataset.id);
  }

  /** A part of the map was chosen: a link is cut, a rule is off; of anything else the switches are shown. */
  function pick(part) {
    const id = part.dataset.id;
    const cut = id.indexOf(":");
    const verb = { link: "cut:", rule: "off:" }[id.slice(0, cut)];
    if (verb) return change(linkage.switches.toggled(texts()[edited], verb + id.slice(cut + 1)));
    const title = part.getAttribute("aria-label") || id;
    if (linkage.switches.near(id, title)) openDrawer("switches", true);
    return undefined;
  }

  // -- what was changed, in words

  function said(side, number) {
    const parts = side.said.map(([text, sentence]) => {
      const off = button("", "off", "×");
      off.setAttribute("aria-label", board.said.remove + ": " + sentence);
      off.addEventListener("click", () => {
        const what = texts();
        what[number] = linkage.switches.without(what[number], text);
        ask(what);
      });
      const one = make("li", "", make("span", "", sentence), off);
      one.title = text;
      return one;
    });
    const name = show.sides.length > 1 ? make("b", "side", side.name) : null;
    const none = parts.length ? null : make("p", "hint", board.said.nothing + " " + board.said.hint);
    return make("div", "chosen-side", name, none || make("ul", "", ...parts));
  }

  function outcome(side) {
    const [first, ...rest] = side.sentence.split(". ");
    const name = show.sides.length > 1 ? make("b", "side", side.name) : null;
    return make("div", "outcome-side", name, make("p", "sentence", first + (rest.length ? "." : "")), make("p", "soft", rest.join(". ")));
  }

  function count(number, recipe) {
    return make("span", "number", make("strong", "", String(number)), again(show.recipes[recipe], board.said.reproduce));
  }

  function doors() {
    const cells = [[board.said.before, show.before.shut, "before"], ...show.sides.map((side) => [show.sides.length > 1 ? side.name : board.said.after, side.shut, "shut " + side.name])];
    const made = cells.map(([name, number, recipe]) => make("div", "doors-cell", make("small", "", name), count(number, recipe)));
    return make("section", "card doors-card", make("div", "doors-row", ...made), make("p", "soft", board.said.doors + " " + board.said.of.replace("{count}", show.doors)));
  }

  // -- row by row

  function effect(row, whens) {
    const link = make("a", "what", row.name);
    link.dataset.page = "why";
    link.dataset.more = new URLSearchParams({ why: row.why, proof: "" }).toString();
    link.href = "/why" + linkage.address.query({ ...linkage.address.now(), why: row.why });
    const more = [row.door ? "" : row.word, row.whom].filter(Boolean).join(" · ");
    return make("li", row.effect, make("i", "mark"), link, make("span", "when", whens), more ? make("span", "more", more) : null);
  }

  /** The rows of one kind of change, with the days that say it. */
  function kinds(side, place) {
    const how = (each) => show.rows.filter((row) => row.change[place] === each);
    const beside = (doors) => (row) => !row.door || !doors.some((door) => door.id === row.id);
    const moved = (row) => row.before + " → " + row.after[place];
    return [
      ["opened", side.opened, (row) => row.when],
      ["shut", side.shut_now, (row) => row.when],
      ["gone", how("gone").filter(beside(side.opened)), (row) => row.before],
      ["new", how("new").filter(beside(side.shut_now)), (row) => row.after[place]],
      ...["earlier", "later", "shorter", "longer"].map((each) => [each, how(each), moved]),
    ].filter(([, rows]) => rows.length);
  }

  function groups(side, place) {
    const made = kinds(side, place).map(([name, rows, when]) => {
      const items = rows.map((row) => effect(row, when(row)));
      return make("section", "change is-" + name, make("h3", "", board.said[name] + " ", make("b", "", String(rows.length))), make("ul", "effects", ...items));
    });
    const same = show.rows.filter((row) => row.change[place] === "same");
    const rest = make("details", "change", make("summary", "", board.said.same + " ", make("b", "", String(same.length))), make("ul", "effects", ...same.map((row) => effect(row, row.before))));
    return make("section", "card", ...made, same.length ? rest : null, again(show.recipes["counts " + side.name], board.said.reproduce));
  }

  function differences() {
    const rows = show.rows.filter((row) => row.after[0] !== row.after[1]);
    if (!rows.length) return make("section", "card", make("p", "large", board.said.alike));
    const head = make("tr", "", make("th", ""), ...show.sides.map((side) => make("th", "", side.name)));
    const body = rows.map((row) => make("tr", row.effect, make("td", "", make("b", "", row.name), make("small", "", [row.door ? "" : row.word, row.whom].filter(Boolean).join(" · "))), ...row.after.map((when) => make("td", when ? "shut" : "open", when || (row.door ? board.said.open_door : board.said.none)))));
    const counts = show.sides.map((side) => again(show.recipes["counts " + side.name], board.said.reproduce + " " + side.name));
    return make("section", "card", make("h2", "", board.said.differ + " ", make("b", "", String(rows.length))), make("table", "differ", make("thead", "", head), make("tbody", "", ...body)), ...counts);
  }

  function besides() {
    const two = show.sides.length > 1;
    const add = button("", "button", two ? board.said.alone : board.said.beside);
    add.disabled = !two && !show.state["what-if"];
    add.addEventListener("click", () => {
      edited = two ? 0 : 1;
      view = two ? 1 : 2;
      ask(two ? [show.state["what-if"], ""] : [show.state["what-if"], show.state["what-if"]]);
    });
    if (!two) return [add];
    const which = make("div", "switch", ...show.sides.map((side, number) => {
      const one = button("edit:" + number, "button", side.name);
      one.setAttribute("aria-pressed", String(number === edited));
      return one;
    }));
    which.setAttribute("role", "group");
    which.setAttribute("aria-label", board.said.editing);
    return [make("span", "soft", board.said.editing), which, add];
  }

  // -- all of it

  function render() {
    edited = Math.min(edited, show.sides.length - 1);
    view = Math.min(view, show.sides.length);
    draw();
    byId("chosen").replaceChildren(...show.sides.map(said));
    byId("besides").replaceChildren(...besides());
    byId("outcome").replaceChildren(...show.sides.map(outcome));
    byId("changed").replaceChildren(doors(), ...(show.sides.length > 1 ? [differences()] : [groups(show.sides[0], 0)]));
    for (const name of ["undo", "redo"]) document.querySelector("[data-do=" + name + "]").disabled = !past[at + (name === "undo" ? -1 : 1)];
    linkage.switches.paint(texts()[edited], show.plain);
    linkage.keeping.paint(show.sides[edited].text);
  }

  function mount(data, made) {
    if (!data || !made || made.key !== data.key) return;
    show = data;
    if (!picture) picture = linkage.smallMap(byId("what-if-map"), true);
    if (board !== made) {
      board = made;
      linkage.switches.mount(made, change);
      linkage.keeping.mount(made, change);
    }
    linkage.shell.answered("what-if", data);
    remember();
    render();
  }

  function openDrawer(name, on) {
    byId(name).classList.toggle("open", on);
  }

  function close() {
    const open = ["switches", "changes"].filter((name) => byId(name).classList.contains("open"));
    for (const name of open) openDrawer(name, false);
    return open.length > 0;
  }

  function look(number) {
    view = Math.min(Math.max(0, number), show.sides.length);
    draw();
  }

  const DEEDS = {
    undo: () => travel(-1),
    redo: () => travel(1),
    view: (number) => look(Number(number)),
    next: () => look(view + 1),
    back: () => look(view - 1),
    edit: (number) => {
      edited = Number(number);
      view = edited + 1;
      render();
    },
    drawer: (name) => byId(name).classList.toggle("open"),
    find: () => {
      openDrawer("switches", true);
      byId("sift").focus();
    },
  };
  for (const [name, deed] of Object.entries(DEEDS)) DEEDS[name] = (what, from) => (show ? deed(what, from) : false);

  function pointable(target) {
    const part = target.closest ? target.closest("#what-if-map svg [data-id]") : null;
    return part && !part.classList.contains("trunk") ? part : null;
  }

  document.addEventListener("click", (event) => {
    const part = show && pointable(event.target);
    if (part) pick(part);
  });
  document.addEventListener("keydown", (event) => {
    if (!show || linkage.shell.page() !== "what-if") return;
    const part = pointable(event.target);
    if (part && event.key === "Enter") pick(part);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      travel(event.shiftKey ? 1 : -1);
    }
  });
  window.addEventListener("resize", () => show && linkage.shell.page() === "what-if" && draw());

  pages["what-if"] = { deeds: DEEDS, close };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { whatif: { mount, opened: (file) => linkage.keeping.opened(file) } });
})();
