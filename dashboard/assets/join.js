/* Join: tables with the shared values lit and tied, rows that slide together, the SQL, and who sees what. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const SVG = "http://www.w3.org/2000/svg";
  const byId = (id) => document.getElementById(id);
  const HIDDEN = "░░░░";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let show = null;
  let together = false;
  let sees = "all";

  const make = (...what) => linkage.make.make(...what);

  // -- the list

  function row(each) {
    const key = linkage.make.chain(each.key, false);
    const made = linkage.make.button("join:" + each.id, "joined", make("span", "way", each.from + " → " + each.to), key, make("span", "when", each.day), linkage.make.sign(show, each.status));
    if (each.wrong) made.append(make("span", "more is-wrong", "≠ " + show.said.wrongRow));
    else if (each.whom) made.append(make("span", "more", each.whom));
    if (each.id === show.state.join) made.setAttribute("aria-current", "true");
    return make("li", "", made);
  }

  function list() {
    const within = byId("join-list").contains(document.activeElement);
    byId("join-list").replaceChildren(make("ul", "", ...show.rows.map(row)));
    const now = byId("join-list").querySelector("[aria-current]");
    if (now) now.scrollIntoView({ block: "nearest" });
    if (now && within) now.focus({ preventScroll: true });
  }

  // -- tables

  /** What somebody sees of a sheet: all of it, its row without whose it truly is, or nothing. */
  function seen(join, place) {
    if (sees === "all") return "all";
    const last = place === join.sheets.length - 1;
    if (!last) return "none";
    return sees === "clerk" || join.notice !== "none" ? "row" : "none";
  }

  function cell(tag, text, name) {
    const made = make(tag, name, text);
    if (tag === "th") made.scope = "col";
    if (text === HIDDEN) made.setAttribute("aria-label", show.said.unseen);
    return made;
  }

  /** The columns that are shown, in order: what ties it to the table before comes first, to the next one last. Of
      three tables and more only those that take part. */
  function columnsOf(join, each) {
    const place = join.sheets.indexOf(each);
    const there = each.columns.map((_, column) => column).filter((column) => column < 2 || join.sheets.length < 3 || each.lit.includes(column));
    const first = place > 0 ? each.lit[0] : -1;
    const last = place < join.sheets.length - 1 ? each.lit[each.lit.length - 1] : -1;
    const rank = (column) => (column === last ? 2 : column === first ? 0 : 1);
    return there.sort((one, other) => rank(one) - rank(other) || one - other);
  }

  function sheet(join, each, place) {
    const part = seen(join, place);
    const columns = columnsOf(join, each);
    const hides = (column) => part !== "all" && column === 1;
    const lit = (column) => (each.lit.includes(column) ? "lit " + each.columns[column][0] : "");
    const head = make("tr", "", ...columns.map((column) => cell("th", each.columns[column][1], each.columns[column][0] || (hides(column) ? "hid" : ""))));
    const rows = each.rows.map((values, number) => {
      const mine = number === each.row;
      const gone = (column) => part === "none" || hides(column);
      const cells = columns.map((column) => cell("td", gone(column) ? HIDDEN : values[column] || "–", [mine && !gone(column) ? lit(column) : "", gone(column) ? "hid" : ""].join(" ").trim()));
      return make("tr", mine ? "used" : "", ...cells);
    });
    const table = make("table", "sheet", make("thead", "", head), make("tbody", "", ...rows));
    table.setAttribute("aria-label", each.title + ", " + each.role);
    const wrong = join.wrong && place === join.sheets.length - 1 && sees === "all";
    const notes = [each.opened, wrong ? "≠ " + show.said.wrongRow : ""].filter(Boolean).join(" ");
    const title = make("div", "title", make("b", "", each.title), make("small", "", each.agency + " · " + (part === "none" ? show.said.unseen : each.role)));
    return make("div", "one-sheet is-" + part + (wrong ? " is-wrong" : ""), title, table, notes ? make("p", "note", notes) : null);
  }

  /** The used rows, side by side as one, with the values that tie them in between. */
  function oneRow(join) {
    const pieces = [];
    join.sheets.forEach((each, place) => {
      const part = seen(join, place);
      if (place) pieces.push(tie(each, join.sheets[place - 1], part));
      const values = columnsOf(join, each).map((column) => [each.rows[each.row][column], column]).filter(([value, column]) => value && (part === "all" || column !== 1));
      const cells = part === "none" ? [make("span", "hid", "░░░░")] : values.map(([value, column]) => make("span", each.lit.includes(column) ? "lit " + each.columns[column][0] : "", value));
      const card = make("div", "slid", make("small", "", each.title), make("div", "cells", ...cells));
      card.dataset.place = place;
      pieces.push(card);
    });
    const known = sees === "person" && join.notice === "none" ? null : make("p", "known", show.said.record + " ", make("b", "", join.record));
    return make("div", "one-row", make("h3", "", show.said.row), make("div", "slides", ...pieces), known);
  }

  function tie(each, before, part) {
    const shared = before.columns.findIndex(([name, words, lit], column) => lit && each.columns.some(([other, , on]) => on && other === name) && before.rows[before.row][column]);
    const [name, words] = before.columns[shared] || ["", ""];
    return make("span", "equals key " + name, make("b", "", part === "none" ? "?" : "="), make("small", "", words));
  }

  function panel(join) {
    const sheets = make("div", "sheets of-" + join.sheets.length, ...join.sheets.map((each, place) => sheet(join, each, place)));
    const title = make("h2", join.wrong ? "is-wrong" : "", join.title);
    const words = sees === "clerk" ? join.clerk : sees === "person" ? join.person : "";
    const made = make("section", "one-join" + (join.id === show.state.join ? " the-one" : ""), title, words ? make("p", "large says", words) : make("p", "says", join.sentence), sheets, oneRow(join));
    made.dataset.join = join.id;
    return made;
  }

  // -- lines from lit cell to lit cell

  function lines() {
    for (const part of document.querySelectorAll("#join-stage .one-join")) {
      for (const old of part.querySelectorAll("svg.ties")) old.remove();
      if (sees === "all") part.append(ties(part, show.joins.find((each) => each.id === part.dataset.join)));
    }
  }

  function ties(part, join) {
    const svg = document.createElementNS(SVG, "svg");
    const room = part.getBoundingClientRect();
    svg.setAttribute("class", "ties");
    svg.setAttribute("aria-hidden", "true");
    const tables = part.querySelectorAll("table.sheet");
    join.sheets.slice(1).forEach((each, number) => {
      const [one, other] = [end(join, tables[number], join.sheets[number], each, true), end(join, tables[number + 1], each, join.sheets[number], false)];
      if (!one || !other) return;
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", other.left > one.right ? across(one, other, room) : down(one, other, room));
      path.setAttribute("class", one.name);
      svg.append(path);
    });
    return svg;
  }

  /** From the right edge of one cell to the left edge of another; or down, where the tables stand below each other. */
  function across(one, other, room) {
    const [x1, y1, x2, y2] = [one.right - room.left, (one.top + one.bottom) / 2 - room.top, other.left - room.left, (other.top + other.bottom) / 2 - room.top];
    const bend = (x2 - x1) / 2;
    return "M" + x1 + " " + y1 + "C" + (x1 + bend) + " " + y1 + " " + (x2 - bend) + " " + y2 + " " + x2 + " " + y2;
  }

  function down(one, other, room) {
    const [x1, y1, x2, y2] = [(one.left + one.right) / 2 - room.left, one.bottom - room.top, (other.left + other.right) / 2 - room.left, other.top - room.top];
    const bend = (y2 - y1) / 2;
    return "M" + x1 + " " + y1 + "C" + x1 + " " + (y1 + bend) + " " + x2 + " " + (y2 - bend) + " " + x2 + " " + y2;
  }

  /** The lit cell of a table that it shares with its neighbour. */
  function end(join, table, mine, theirs, last) {
    const shared = mine.lit.filter((column) => theirs.lit.some((other) => theirs.columns[other][0] === mine.columns[column][0] && theirs.rows[theirs.row][other] === mine.rows[mine.row][column]));
    const column = last ? shared[shared.length - 1] : shared[0];
    if (column === undefined) return null;
    const box = table.tBodies[0].rows[mine.row].cells[columnsOf(join, mine).indexOf(column)].getBoundingClientRect();
    return { left: box.left, right: box.right, top: box.top, bottom: box.bottom, name: mine.columns[column][0] };
  }

  // -- sliding

  function slide() {
    byId("join-stage").classList.toggle("together", together);
    const button = document.querySelector(".join-tools .main");
    button.textContent = together ? show.said.apart : show.said.together;
    for (const each of ["aria-label", "title"]) button.setAttribute(each, button.textContent);
    if (!together || still.matches) return;
    for (const part of document.querySelectorAll("#join-stage .one-join")) {
      const rows = part.querySelectorAll("table.sheet tr.used");
      part.querySelectorAll(".slid").forEach((card, place) => {
        const [from, to] = [rows[place].getBoundingClientRect(), card.getBoundingClientRect()];
        const start = "translate(" + (from.left - to.left) + "px," + (from.top - to.top) + "px)";
        card.animate([{ transform: start, opacity: 0.4 }, { transform: start, opacity: 1, offset: 0.2 }, { transform: "none", opacity: 1 }], { duration: 1400, easing: "cubic-bezier(.5,0,.2,1)" });
      });
      part.querySelectorAll(".equals").forEach((each) => each.animate([{ opacity: 0 }, { opacity: 0, offset: 0.75 }, { opacity: 1 }], { duration: 1500 }));
    }
  }

  // -- beside

  function aside() {
    const first = (join) => Number(join.id !== show.state.join);
    const parts = [...show.joins].sort((one, other) => first(one) - first(other)).map((join) => {
      const pre = make("pre", "sql", make("code", "", join.sql));
      const box = make("div", "copy-box", pre);
      linkage.recipe.copyable(pre, join.sql);
      const quotes = join.quotes.map((id) => linkage.make.quote(show, id, false)).filter(Boolean).slice(0, 2);
      return make("section", "card", make("h2", join.wrong ? "is-wrong" : "", show.said.sql), make("p", "soft", join.title), box, make("p", "runs", show.said.runs, " ", make("code", "", show.recipes[join.id].command), " ", linkage.make.again(show.recipes[join.id], show.said.reproduce)), make("h3", "", show.said.rests), linkage.make.badge(show, join.status, join.badge, 1), ...quotes);
    });
    const one = show.joins.length === 1 ? show.joins[0] : null;
    if (one) parts.push(make("section", "card", make("p", "", one.wrong ? show.said.noRight : show.said.noWrong), one.wrong ? null : elsewhere()));
    byId("join-sql").replaceChildren(...parts);
  }

  function elsewhere() {
    const others = show.elsewhere.filter(([id]) => id !== show.state.story);
    if (!others.length) return null;
    const links = others.map(([id, title]) => {
      const link = make("a", "try", title);
      const more = { story: id, record: "", resident: "", join: "", why: "", "what-if": "" };
      link.dataset.page = "join";
      link.dataset.more = new URLSearchParams(more).toString();
      link.href = "/join" + linkage.address.query({ ...linkage.address.now(), ...more });
      return make("li", "", link);
    });
    return make("div", "", make("p", "soft", show.said.elsewhere), make("ul", "plain", ...links));
  }

  // -- all of it

  function render() {
    for (const each of byId("join-sees").children) each.setAttribute("aria-pressed", String(each.dataset.do === "sees:" + sees));
    document.querySelector(".join-tools").hidden = !show.joins.length;
    byId("join-stage").replaceChildren(...(show.joins.length ? show.joins.map(panel) : [make("p", "large", show.said.none)]));
    byId("join-stage").dataset.sees = sees;
    slide();
    lines();
  }

  function mount(data) {
    if (!data) return;
    show = data;
    together = still.matches;
    linkage.shell.answered("join", data);
    const chosen = data.rows.find((each) => each.id === data.state.join);
    byId("join-title").textContent = chosen ? chosen.from + " → " + chosen.to : data.title;
    list();
    aside();
    render();
  }

  function turn(on) {
    if (!show || !show.joins.length || on === together) return;
    together = on;
    slide();
    lines();
  }

  function other(by) {
    const place = show.rows.findIndex((each) => each.id === show.state.join) + by;
    if (show.rows[place]) linkage.address.go({ join: show.rows[place].id });
  }

  const DEEDS = {
    join: (id) => linkage.address.go({ join: id }),
    sees: (name) => {
      sees = name;
      render();
    },
    next: (_, from) => (from && from.closest(".join-tools") ? turn(!together) : together ? other(1) : turn(true)),
    back: () => (together && !still.matches ? turn(false) : other(-1)),
  };
  for (const [name, deed] of Object.entries(DEEDS)) DEEDS[name] = (what, from) => (show ? deed(what, from) : false);

  window.addEventListener("resize", () => show && linkage.shell.page() === "join" && lines());

  pages.join = { deeds: DEEDS, enter: () => show && lines() };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { join: { mount } });
})();
