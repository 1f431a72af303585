/* What-if: the map before and after, undo and redo, two what-ifs side by side. The text in the address says everything;
   each change of it is a step in the browser's history too. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const { make, button } = linkage.make;
  const byId = (id) => document.getElementById(id);
  const VERBS = { link: "cut:", rule: "off:" };
  let show = null;
  let board = null;
  let picture = null;
  let shape = -1;
  let view = 1; // 0 before, 1 after (A), 2 B
  let edited = 0; // which side the switches change
  let wanted = null; // the texts that were asked for and are not yet answered
  let past = [];
  let at = -1;

  // -- the text

  const texts = () => wanted || [show.state["what-if"], show.state.beside];

  /** Ask for other texts; the switches show them at once. */
  function ask(what) {
    wanted = what;
    linkage.switches.paint(what[edited], show.plain);
    const search = linkage.shell.going({ "what-if": what[0], beside: what[1] });
    if (search !== null) fetchNow(search);
  }

  /** Ask the server straight away, and show what it says: a switch has to be on the screen at once, and Dash's way
      round through its stores takes as long again. If that fails, Dash asks, and says what is wrong. */
  function fetchNow(search) {
    const known = board ? board.key : "";
    const mine = () => linkage.shell.asked("what-if") === search;
    fetch("/_what-if?" + new URLSearchParams({ search, known }))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then(({ told, board: made }) => mine() && mount(told, made || board))
      .catch(() => mine() && linkage.shell.askByDash("what-if", search));
  }

  function change(text) {
    const what = [...texts()];
    what[edited] = edited && !text ? unchanged(what[1]) : text;
    linkage.keeping.tell([]);
    if (edited === 0 && !text && what[1]) what.reverse();
    ask(what);
  }

  /** A second what-if that changes nothing has to say so, or there would be none; said again, it goes. */
  function unchanged(before) {
    const plain = "reading:" + show.plain;
    return before === plain ? "" : plain;
  }

  function remove(number, text) {
    edited = number;
    change(linkage.texts.without(texts()[number], text));
  }

  /** A text that was checked, or a file that was read: its what-if is asked for, or its faults are told. */
  function opened(file) {
    if (!file || !show) return;
    const figure = file.from && file.from !== "text";
    if (figure) linkage.switches.tell(file.from, file.faults || []);
    else linkage.keeping.tell(file.faults || []);
    if (file.faults) return;
    if (file.title !== undefined) linkage.keeping.called(file.title);
    if (file.world === board.world) change(file.text);
    else linkage.address.go({ world: file.world, "what-if": file.text, story: "", record: "", resident: "", beside: "", why: "", join: "", wave: "", step: "", "on-day": "" });
  }

  // -- undo and redo

  function remember() {
    const now = JSON.stringify([show.state.world, ...texts()]);
    if (past.length && JSON.parse(past[0])[0] !== show.state.world) [past, at] = [[], -1];
    if (past[at] === now) return;
    if (past[at - 1] === now) at -= 1;
    else if (past[at + 1] === now) at += 1;
    else {
      past = [...past.slice(0, at + 1), now];
      at += 1;
    }
  }

  function travel(by) {
    if (!past[at + by]) return;
    at += by;
    ask(JSON.parse(past[at]).slice(1));
  }

  // -- the map

  function lights() {
    const before = show.before.lit;
    const side = view ? show.sides[view - 1] : show.before;
    const kept = Object.entries(side.lit).map(([id, classes]) => [id, before[id] ? classes : [...classes, "fresh"]]);
    const lit = Object.fromEntries(kept);
    for (const id of Object.keys(before)) if (!side.lit[id]) lit[id] = ["gone"];
    for (const id of side.off) lit[id] = [...(lit[id] || []), "off"];
    return lit;
  }

  function draw() {
    const small = folded() ? 1 : 0;
    if (small !== shape || picture.key !== board.key) {
      picture.mount(board.pictures[small]);
      for (const part of switchable()) reachable(part);
      shape = small;
      picture.key = board.key;
    }
    picture.light(lights());
    const now = linkage.texts.split(texts()[edited]);
    for (const part of switchable()) {
      const pressed = String(now.includes(textOf(part)));
      if (part.getAttribute("aria-pressed") !== pressed) part.setAttribute("aria-pressed", pressed);
    }
    byId("views").replaceChildren(...views());
  }

  function views() {
    const sides = show.sides.map((side) => (show.sides.length > 1 ? side.name : board.said.after));
    return [board.said.before, ...sides].map((name, number) => pressed("view:" + number, name, number === view));
  }

  function pressed(does, name, on) {
    const one = button(does, "button", name);
    one.setAttribute("aria-pressed", String(on));
    return one;
  }

  /** The arrows that are switches; a rule inside a box is clicked, or found among the box's switches. */
  const switchable = () => byId("what-if-map").querySelectorAll(".edge.link, .edge.rule");

  /** The text of the switch that belongs to a part of the map: a link is cut, a rule is off. */
  function textOf(part) {
    const [kind] = part.dataset.id.split(":", 1);
    return VERBS[kind] ? VERBS[kind] + part.dataset.id.slice(kind.length + 1) : "";
  }

  function reachable(part) {
    const text = textOf(part);
    part.setAttribute("tabindex", "0");
    part.setAttribute("role", "button");
    part.setAttribute("aria-label", board.said[text.startsWith("cut:") ? "cut" : "off"] + ": " + (linkage.switches.titleOf(text) || text));
  }

  /** A part of the map was chosen: its switch is flipped, or the switches that have to do with it are shown. */
  function pick(part) {
    const text = textOf(part);
    if (text) return change(linkage.texts.toggled(texts()[edited], text, show.plain));
    const title = part.getAttribute("aria-label") || part.dataset.id;
    if (!linkage.switches.near(part.dataset.id, title)) return undefined;
    openDrawer("switches", true);
    return linkage.switches.first().focus();
  }

  // -- two side by side

  function besides() {
    const two = show.sides.length > 1;
    const add = button("", "button", two ? board.said.alone : board.said.beside);
    add.dataset.key = "beside";
    add.disabled = !two && !show.state["what-if"];
    add.addEventListener("click", () => {
      const [first] = texts();
      edited = two ? 0 : 1;
      view = two ? 1 : 2;
      ask(two ? [first, ""] : [first, first]);
    });
    if (!two) return [add];
    const which = make("div", "switch", ...show.sides.map((side, number) => pressed("edit:" + number, side.name, number === edited)));
    which.setAttribute("role", "group");
    which.setAttribute("aria-label", board.said.editing);
    return [make("span", "soft", board.said.editing), which, add];
  }

  // -- all of it

  function render() {
    edited = Math.min(edited, show.sides.length - 1);
    view = Math.min(view, show.sides.length);
    const open = Boolean(document.querySelector("#changed details[open]"));
    const changes = linkage.whatIfChanges;
    draw();
    byId("chosen").replaceChildren(...show.sides.map((side, number) => changes.asked(show, board.said, side, number, remove)));
    byId("besides").replaceChildren(...besides());
    byId("outcome").replaceChildren(...show.sides.map((side) => changes.outcome(show, board.said, side)));
    byId("changed").replaceChildren(...changes.beside(show, board.said, open));
    for (const [name, by] of [["undo", -1], ["redo", 1]]) document.querySelector("[data-do=" + name + "]").setAttribute("aria-disabled", String(!past[at + by]));
    linkage.switches.paint(texts()[edited], show.plain);
    linkage.keeping.paint(show.sides[edited].text);
    fit();
  }

  /** Letters over and under the map are as large as they can be while nothing is cut off; the rest can be scrolled. */
  function fit() {
    let boxes = [byId("chosen"), byId("outcome")];
    for (const size of ["", "yes", "very"]) {
      for (const box of boxes) box.dataset.long = size;
      boxes = boxes.filter((box) => box.scrollHeight > box.clientHeight + 1);
    }
  }

  /** Do something that makes buttons anew, and leave the focus at the same one, or near the place where it was. */
  function withFocus(doing) {
    const here = document.activeElement;
    const place = here && here.closest && here.closest("#chosen, #views, #besides, #changed, #what-if-map");
    const name = place && ["key", "do", "id"].find((each) => here.dataset[each]);
    const value = name && here.dataset[name];
    doing();
    if (!place || here.isConnected) return;
    const all = [...place.querySelectorAll("[data-" + name + "]")];
    const next = all.find((each) => each.dataset[name] === value) || place.querySelector("button, summary, a") || byId("sift");
    if (next) next.focus();
  }

  function mount(data, made) {
    if (!data || !made || made.key !== data.key) return;
    show = data;
    wanted = null;
    if (!picture) picture = linkage.smallMap(byId("what-if-map"), true);
    withFocus(() => {
      if (board !== made) {
        board = made;
        linkage.switches.mount(made, { change, check: linkage.keeping.check });
        linkage.keeping.mount(made);
      }
      linkage.switches.pool(data.pooled);
      linkage.shell.answered("what-if", data);
      remember();
      render();
    });
  }

  // -- drawers of a small window

  const folded = () => window.innerWidth < 1280;

  function openDrawer(name, on) {
    for (const each of ["switches", "changes"]) byId(each).classList.toggle("open", on && each === name);
    for (const each of ["switches", "changes"]) document.querySelector("[data-do='drawer:" + each + "']").setAttribute("aria-expanded", String(on && each === name));
  }

  function drawer(name) {
    const on = !folded() || !byId(name).classList.contains("open");
    openDrawer(name, on);
    if (on) byId(name).querySelector("input, button, summary, a").focus();
  }

  function close() {
    const open = ["switches", "changes"].find((name) => byId(name).classList.contains("open"));
    if (!open || !folded()) return false;
    openDrawer(open, false);
    document.querySelector("[data-do='drawer:" + open + "']").focus();
    return true;
  }

  function look(number) {
    view = Math.min(Math.max(0, number), show.sides.length);
    withFocus(draw);
  }

  const DEEDS = {
    undo: () => travel(-1),
    redo: () => travel(1),
    view: (number) => look(Number(number)),
    next: () => look(view + 1),
    back: () => look(view - 1),
    start: () => look(0),
    last: () => look(show.sides.length),
    edit: (number) => {
      edited = Number(number);
      view = edited + 1;
      withFocus(render);
    },
    drawer: (name) => drawer(name),
    details: () => drawer("changes"),
    find: () => {
      openDrawer("switches", true);
      byId("sift").select();
      byId("sift").focus();
    },
  };
  for (const [name, deed] of Object.entries(DEEDS)) DEEDS[name] = (what, from) => (show ? deed(what, from) : false);

  function pointable(target) {
    const part = target.closest ? target.closest("#what-if-map svg [data-id]") : null;
    return part && !part.classList.contains("trunk") ? part : null;
  }

  /** Whether a key belongs to a field in which somebody writes. */
  const writing = (target) => target.closest("input:not([type=file]), textarea");

  document.addEventListener("click", (event) => {
    const part = show && pointable(event.target);
    if (part) pick(part);
  });
  document.addEventListener("keydown", (event) => {
    if (!show || linkage.shell.page() !== "what-if") return;
    const part = pointable(event.target);
    if (part && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      pick(part);
    }
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(key) || writing(event.target)) return;
    event.preventDefault();
    travel(event.shiftKey || key === "y" ? 1 : -1);
  });
  window.addEventListener("resize", () => {
    if (!show || linkage.shell.page() !== "what-if") return;
    draw();
    fit();
  });

  /** The page is shown again: the window may have another shape now. */
  function enter() {
    if (!show) return;
    requestAnimationFrame(() => {
      draw();
      fit();
    });
  }

  pages["what-if"] = { deeds: DEEDS, close, enter };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { whatif: { mount, opened } });
})();
