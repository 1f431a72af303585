/* The switches of the What-if page: rows in groups, found by a word or by a part of the map. The what-if is a text; a
   switch adds its own parts or takes them away, a number writes `verb:name=number` and is checked first. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  let board = null;
  let then = {};
  let rows = [];
  let text = "";
  let plain = "";
  let painted = false;
  let pooled = "";
  let held = { open: false, focus: "" }; // of the switches before: whether the pools' stood open, and which had the focus

  // -- the rows

  function figure(each) {
    const input = document.createElement("input");
    const fault = make("p", "fault");
    fault.setAttribute("role", "alert");
    fault.hidden = true;
    input.inputMode = "decimal";
    input.placeholder = each.value;
    input.dataset.head = each.text;
    input.autocomplete = "off";
    input.addEventListener("change", () => {
      const said = input.value.trim();
      tell(each.text, []);
      then.check(linkage.texts.withNumber(text, each.text, said === each.value ? "" : said), each.text);
    });
    return make("label", "figure", make("span", "", each.label), input, fault);
  }

  /** What is wrong with a number, beside it. */
  function tell(head, lines) {
    for (const { place } of rows) {
      for (const input of place.querySelectorAll("input")) {
        if (input.dataset.head !== head) continue;
        const fault = input.parentElement.querySelector(".fault");
        input.setAttribute("aria-invalid", String(lines.length > 0));
        fault.textContent = lines.join(" ");
        fault.hidden = !lines.length;
      }
    }
  }

  function mark(row) {
    return [...(row.key || []).map(([name]) => make("span", "key " + name, linkage.make.line())), row.status ? linkage.make.sign(board, row.status) : null];
  }

  function toggle(row) {
    const made = linkage.make.button("", "toggle", make("i", "knob"), make("span", "what", row.title), ...mark(row));
    made.setAttribute("role", "switch");
    made.setAttribute("aria-checked", "false");
    made.addEventListener("click", () => then.change(linkage.texts.toggled(text, row.text, plain)));
    made.title = row.text;
    return made;
  }

  /** What there is to read and to set below a switch. */
  function more(row) {
    const inside = row.about ? [make("p", "says", row.about)] : [];
    inside.push(...(row.numbers || []).map(figure));
    return inside.length ? make("div", "more", ...inside) : null;
  }

  function opens(box, made) {
    made.setAttribute("aria-expanded", String(!box.hidden));
    made.addEventListener("click", () => {
      box.hidden = !box.hidden;
      made.setAttribute("aria-expanded", String(!box.hidden));
    });
    return made;
  }

  function build(row) {
    const box = more(row);
    const place = make("div", "row");
    if (row.text) {
      place.append(toggle(row));
      if (box) {
        box.hidden = true;
        const button = opens(box, linkage.make.button("", "opens", "…"));
        button.setAttribute("aria-label", board.said.numbers + ": " + row.title);
        place.append(button);
      }
    } else if (row.card) {
      const words = make("span", "what", row.title, " ", make("small", "cant", board.said.cant));
      const button = linkage.make.button("", "toggle", make("i", "no-knob"), words);
      box.hidden = true;
      place.append(opens(box, button));
    } else place.append(make("span", "toggle fixed", make("span", "what", row.title), ...mark(row)));
    if (box) place.append(box);
    rows.push({ row, place, knob: place.querySelector("[role=switch]"), inputs: [...place.querySelectorAll("input")] });
    return place;
  }

  function group(each, first) {
    const here = each.rows.filter((row) => row.here).map(build);
    const others = each.rows.filter((row) => !row.here).map(build);
    const box = make("details", "group", make("summary", "", make("span", "", each.title), make("b", "on")), ...here);
    if (others.length && here.length && each.id !== "cards") {
      box.append(make("details", "others", make("summary", "", board.said.elsewhere.replace("{count}", others.length)), ...others));
    } else box.append(...others);
    box.open = first;
    box.dataset.group = each.id;
    return box;
  }

  /** Put up the switches of a board. `told.change` is given another text, `told.check` one that may hold faults. */
  function mount(made, told) {
    const open = board ? [...byId("groups").children].filter((box) => box.open).map((box) => box.dataset.group) : null;
    const focus = document.activeElement && document.activeElement.closest("#groups") ? document.activeElement.title : "";
    held = { open: Boolean(open && open.includes("pooled")), focus };
    board = made;
    then = told;
    rows = [];
    painted = false;
    pooled = "";
    byId("groups").replaceChildren(...made.groups.map((each, place) => group(each, open ? open.includes(each.id) : place === 0)));
    sift(byId("sift").value);
  }

  /** Put up the switches of the databases that pool, which are others under another reading. */
  function pool(made) {
    const said = JSON.stringify(made);
    if (said === pooled) return;
    pooled = said;
    const before = byId("groups").querySelector("[data-group=pooled]");
    rows = rows.filter(({ place }) => !before || !before.contains(place));
    const open = before ? before.open : held.open;
    if (before) before.remove();
    if (made.rows.length) byId("groups").append(group(made, open));
    painted = false;
    if (byId("sift").value.trim()) sift(byId("sift").value);
    const again = rows.find(({ row }) => row.text && row.text === held.focus);
    if (again && again.knob && document.activeElement === document.body) again.knob.focus({ preventScroll: true });
    held.focus = "";
  }

  /** Show which switches are on. */
  function paint(said, plainReading) {
    if (painted && text === said && plain === plainReading) return;
    painted = true;
    text = said;
    plain = plainReading;
    for (const { row, place, knob, inputs } of rows) {
      const on = Boolean(row.text) && linkage.texts.has(said, row.text, plain);
      if (knob && knob.getAttribute("aria-checked") !== String(on)) knob.setAttribute("aria-checked", String(on));
      let figures = 0;
      for (const input of inputs) {
        const value = linkage.texts.numberIn(said, input.dataset.head);
        if (input.value !== value && document.activeElement !== input && input.getAttribute("aria-invalid") !== "true") input.value = value;
        input.classList.toggle("set", Boolean(value));
        figures += value ? 1 : 0;
      }
      place.classList.toggle("on", on || figures > 0);
    }
    for (const box of byId("groups").children) {
      const plainly = box.dataset.group === "readings" && linkage.texts.readingOf(said, plain) === "reading:" + plain;
      const on = box.querySelectorAll(".row.on").length - (plainly ? 1 : 0);
      box.querySelector("summary .on").textContent = on > 0 ? String(on) : "";
    }
  }

  /** What the switch of a text is called. */
  function titleOf(said) {
    const found = rows.find(({ row }) => row.text === said);
    return found ? found.row.title : "";
  }

  // -- finding

  function hideBut(wanted, open) {
    for (const { row, place } of rows) place.hidden = !wanted(row);
    const some = rows.filter(({ place }) => !place.hidden).length;
    for (const box of byId("groups").querySelectorAll("details")) {
      box.hidden = !box.querySelector(".row:not([hidden])");
      if (open) box.open = !box.hidden;
    }
    return some;
  }

  /** All that a row says, to be searched. */
  const wordsOf = (row) => [row.title, row.text, row.card || "", row.about || "", ...(row.numbers || []).map((each) => each.label)].join(" ").toLowerCase();

  function sift(said) {
    const sought = said.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const some = hideBut((row) => sought.every((each) => wordsOf(row).includes(each)), sought.length > 0);
    byId("near").hidden = some > 0;
    if (!some) byId("near").replaceChildren(make("span", "", board.said.unfound.replace("{words}", said.trim())));
  }

  /** Only the switches that have to do with a part of the map. */
  function near(part, title) {
    if (!rows.some(({ row }) => row.near.includes(part))) return false;
    const all = linkage.make.button("", "again", board.said.all);
    all.addEventListener("click", () => {
      byId("sift").focus();
      sift(byId("sift").value);
    });
    hideBut((row) => row.near.includes(part), true);
    byId("near").replaceChildren(make("span", "", board.said.near.replace("{part}", title)), all);
    byId("near").hidden = false;
    return true;
  }

  /** The switches that can be seen, from the first to the last. */
  const seen = () => rows.map(({ place }) => place.querySelector(".toggle[type=button], input")).filter((each) => each && each.checkVisibility());

  /** From the box where one searches down to the first switch, and from switch to switch. */
  function walk(event) {
    const by = { ArrowDown: 1, ArrowUp: -1, Enter: event.target.id === "sift" ? 1 : 0 }[event.key];
    const at = event.target.id === "sift" ? -1 : seen().indexOf(event.target);
    if (!by || (at < 0 && event.target.id !== "sift")) return;
    const next = at + by < 0 ? byId("sift") : seen()[at + by];
    if (next) next.focus();
    event.preventDefault();
  }

  document.addEventListener("input", (event) => {
    if (board && event.target.id === "sift") sift(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (board && event.target.closest && event.target.closest("#sift, #groups .toggle, #groups .figure input")) walk(event);
  });

  linkage.switches = { mount, pool, paint, near, tell, titleOf, first: () => seen()[0] };
})();
