/* The switches of the What-if page. The what-if is a text; a switch adds its own text or takes it away, a number writes
   `verb:name=number`. Nothing here knows what a text does. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  let board = null;
  let apply = () => {};
  let rows = [];
  let text = "";
  let plain = "";

  // -- the text

  const split = (said) => said.split(",").map((each) => each.trim()).filter(Boolean);
  const isReading = (part) => part.startsWith("reading:");

  function readingOf(said) {
    const first = split(said)[0] || "";
    return isReading(first) ? first : "reading:" + plain;
  }

  /** Whether all of a row's text stands in the what-if. */
  function has(said, wanted) {
    const there = split(said);
    return split(wanted).every((part) => (isReading(part) ? readingOf(said) === part : there.includes(part)));
  }

  /** The what-if with a row's text, or without it; a reading stands in front, and the plain one isn't said. */
  function toggled(said, wanted) {
    const parts = split(wanted);
    const mine = split(said).filter((part) => !isReading(part));
    const reading = parts.find(isReading);
    const on = has(said, wanted);
    const rest = on ? mine.filter((part) => !parts.includes(part)) : [...mine, ...parts.filter((part) => !isReading(part) && !mine.includes(part))];
    const now = reading ? (on ? "" : reading) : readingOf(said);
    const front = now && now !== "reading:" + plain ? [now] : [];
    return [...front, ...rest].join(",");
  }

  function without(said, part) {
    return split(said).filter((each) => each !== part).join(",");
  }

  function numberIn(said, head) {
    const found = split(said).find((part) => part.startsWith(head + "="));
    return found ? found.slice(head.length + 1) : "";
  }

  function withNumber(said, head, value) {
    const rest = split(said).filter((part) => !part.startsWith(head + "="));
    return [...rest, ...(value ? [head + "=" + value] : [])].join(",");
  }

  // -- the rows

  function figure(each) {
    const input = document.createElement("input");
    input.inputMode = "decimal";
    input.placeholder = each.value;
    input.addEventListener("change", () => apply(withNumber(text, each.text, input.value.trim() === each.value ? "" : input.value.trim())));
    input.dataset.head = each.text;
    return make("label", "figure", make("span", "", each.label), input);
  }

  function mark(row) {
    return [...(row.key || []).map(([name]) => make("span", "key " + name, linkage.make.line())), row.status ? linkage.make.sign(board, row.status) : null];
  }

  function toggle(row) {
    const made = linkage.make.button("", "toggle", make("i", "knob"), make("span", "what", row.title), ...mark(row));
    made.setAttribute("role", "switch");
    made.addEventListener("click", () => apply(toggled(text, row.text)));
    made.title = row.text;
    return made;
  }

  function build(row) {
    const more = (row.numbers || []).length || row.about;
    const parts = [];
    if (row.text) parts.push(toggle(row));
    else parts.push(make("span", "toggle fixed", row.card ? make("i", "no-knob") : null, make("span", "what", row.title), ...mark(row)));
    const inside = [];
    if (row.about) inside.push(make("p", "says", row.about));
    if (row.card && !row.text) inside.push(make("p", "cant", board.said.cant));
    inside.push(...(row.numbers || []).map(figure));
    const place = make("div", "row", ...parts);
    if (more) {
      const box = make("div", "more", ...inside);
      box.hidden = Boolean(row.text || row.card);
      const open = linkage.make.button("", "opens", "…");
      open.setAttribute("aria-expanded", String(!box.hidden));
      open.setAttribute("aria-label", board.said.numbers + ": " + row.title);
      open.addEventListener("click", () => {
        box.hidden = !box.hidden;
        open.setAttribute("aria-expanded", String(!box.hidden));
      });
      if (box.hidden) place.append(open);
      place.append(box);
    }
    rows.push({ row, place });
    return place;
  }

  function group(each, first) {
    const here = each.rows.filter((row) => row.here).map(build);
    const others = each.rows.filter((row) => !row.here).map(build);
    const box = make("details", "group", make("summary", "", make("span", "", each.title), make("b", "on")), ...here);
    if (others.length && here.length) {
      box.append(make("details", "others", make("summary", "", board.said.elsewhere.replace("{count}", others.length)), ...others));
    } else box.append(...others);
    box.open = first;
    box.dataset.group = each.id;
    return box;
  }

  /** Put up the switches of a board; `then` is told the new text. */
  function mount(made, then) {
    board = made;
    apply = then;
    rows = [];
    byId("groups").replaceChildren(...made.groups.map((each, place) => group(each, place === 0)));
    sift(byId("sift").value);
  }

  /** Show which switches are on. */
  function paint(said, plainReading) {
    text = said;
    plain = plainReading;
    for (const { row, place } of rows) {
      const on = Boolean(row.text) && has(said, row.text);
      const knob = place.querySelector("[role=switch]");
      if (knob) knob.setAttribute("aria-checked", String(on));
      let figures = 0;
      for (const input of place.querySelectorAll("input")) {
        const value = numberIn(said, input.dataset.head);
        if (document.activeElement !== input) input.value = value;
        input.classList.toggle("set", Boolean(value));
        figures += value ? 1 : 0;
      }
      place.classList.toggle("on", on || figures > 0);
    }
    for (const box of byId("groups").children) {
      const on = box.querySelectorAll(".row.on").length - (box.dataset.group === "readings" && readingOf(said) === "reading:" + plain ? 1 : 0);
      box.querySelector("summary .on").textContent = on > 0 ? String(on) : "";
    }
  }

  // -- finding

  function hideBut(wanted, open) {
    for (const { row, place } of rows) place.hidden = !wanted(row);
    for (const box of byId("groups").querySelectorAll("details")) {
      const some = Boolean(box.querySelector(".row:not([hidden])"));
      box.hidden = !some;
      if (open) box.open = some;
    }
  }

  function sift(said) {
    const sought = said.trim().toLowerCase();
    byId("near").hidden = true;
    hideBut((row) => !sought || (row.title + " " + row.text).toLowerCase().includes(sought), Boolean(sought));
  }

  /** Only the switches that have to do with a part of the map. */
  function near(part, title) {
    if (!rows.some(({ row }) => row.near.includes(part))) return false;
    const all = linkage.make.button("", "again", board.said.all);
    all.addEventListener("click", () => sift(byId("sift").value));
    hideBut((row) => row.near.includes(part), true);
    byId("near").replaceChildren(make("span", "", board.said.near.replace("{part}", title)), all);
    byId("near").hidden = false;
    return true;
  }

  document.addEventListener("input", (event) => {
    if (board && event.target.id === "sift") sift(event.target.value);
  });

  linkage.switches = { mount, paint, near, toggled, without, split };
})();
