/* The stage by days instead of waves: a line of days on which the changes are marked, what is in force on the day that
   is chosen, and what keeps each door. Everything came with the question; no day asks the server. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const FINE = 10000; // places on the line
  const PACE = 1300; // milliseconds from one change to the next
  const REST = 2200; // the same without motion: time to read
  let show = null;
  let days = null;
  let on = false;
  let day = 0;
  let told = -1; // the stretch that is on the screen
  let range = null;
  let playing = 0;
  let moving = 0; // what stops the playing

  const make = (...what) => linkage.make.make(...what);
  const fill = (text, filled) => text.replace(/\{(\w+)\}/g, (all, name) => (name in filled ? filled[name] : all));
  const last = () => days.stops[days.stops.length - 1];

  /** The stretch of unchanging days in which a day lies. */
  function stretchOf(when) {
    let place = days.stops.length - 1;
    while (place > 0 && days.stops[place] > when) place -= 1;
    return place;
  }

  // -- the line: half of it goes by the order of the changes, half by how long it takes, early days wider. So every
  //    change can be pointed at, and a long time still looks longer than a short one.

  function placeOf(when) {
    if (!last()) return 0;
    const now = Math.min(when, last());
    const stretch = Math.min(stretchOf(now), days.stops.length - 2);
    const [from, to] = [days.stops[stretch], days.stops[stretch + 1]];
    const order = (stretch + (now - from) / (to - from)) / (days.stops.length - 1);
    return (order + Math.log1p(now) / Math.log1p(last())) / 2;
  }

  function dayAt(place) {
    let [low, high] = [0, last()];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(middle) < place) low = middle + 1;
      else high = middle;
    }
    return low && place - placeOf(low - 1) < placeOf(low) - place ? low - 1 : low;
  }

  function ticks() {
    const made = days.stops.map((stop) => {
      const tick = make("i", "tick", make("span", "", String(stop)));
      tick.style.left = 100 * placeOf(stop) + "%";
      tick.title = fill(days.said.last, { day: stop, what: days.happens[days.stops.indexOf(stop)] });
      return tick;
    });
    byId("day-ticks").replaceChildren(...made);
    byId("day-now").style.minWidth = fill(days.said.day, { day: Math.max(last(), day) }).length + 0.5 + "ch";
  }

  /** Numbers that would touch the one before them are left out; the last always stands. */
  function uncrowd() {
    const numbers = [...byId("day-ticks").querySelectorAll("span")];
    for (const each of numbers) each.hidden = false;
    const boxes = numbers.map((each) => each.getBoundingClientRect());
    const end = boxes[boxes.length - 1];
    let free = -Infinity;
    numbers.forEach((each, place) => {
      const box = boxes[place];
      const room = box.left >= free && (place === numbers.length - 1 || box.right + 6 < end.left);
      if (room) free = box.right + 6;
      else each.hidden = true;
    });
  }

  // -- what is lit on a day

  function lights() {
    const wanted = new Map();
    for (const step of show.steps) {
      if (step.day > day || (step.until !== null && step.until <= step.day)) continue;
      const here = step.until === null || day < step.until;
      for (const [drawing, lit] of [["map", step.light], ["accounts", step.accounts]]) {
        for (const [id, ...classes] of lit) {
          const name = drawing + "|" + id;
          const old = wanted.get(name);
          if (here) {
            const found = old && !old.has("ended") ? old : new Set();
            for (const each of classes) found.add(each);
            if (step.day === day) found.add("now");
            wanted.set(name, found);
          } else if (!old) wanted.set(name, new Set(["ended"]));
        }
      }
    }
    return wanted;
  }

  function badges() {
    const found = new Map();
    for (const step of show.steps) {
      if (step.day > day || (step.until !== null && day >= step.until)) continue;
      const name = step.status + "|" + step.badge;
      found.set(name, (found.get(name) || 0) + 1);
    }
    const order = Object.keys(show.signs);
    const list = [...found].map(([name, number]) => [...name.split("|"), number]);
    return list.sort((one, other) => order.indexOf(one[0]) - order.indexOf(other[0]) || (one[1] < other[1] ? -1 : 1));
  }

  // -- beside the picture

  function places() {
    const holding = new Set(days.stretches[told].holding);
    const over = (place) => place.until !== null && place.until <= day;
    const rank = (number) => (over(days.places[number]) ? 2 : Number(!holding.has(number)));
    const known = [...days.places.keys()].filter((number) => days.places[number].day <= day);
    const rows = known.sort((one, other) => rank(one) - rank(other) || one - other).map((number) => {
      const place = days.places[number];
      const gone = over(place);
      const until = gone ? (place.home ? days.said.ended : days.said.removed) : place.until === null ? days.said.for_ever : days.said.until;
      const name = make("span", "what", place.name, place.home ? make("small", "", " " + days.said.home) : null, place.more ? make("small", "", " " + place.more) : null);
      const row = make("li", gone ? "ended" : holding.has(number) ? "holds" : "", make("i", "mark"), name, make("span", "when", fill(until, { day: place.until })));
      if (!gone && holding.has(number)) row.append(make("span", "sr", days.said.holds));
      return row;
    });
    return make("ul", "places", ...rows);
  }

  function beside() {
    const said = days.said;
    const next = told + 1 < days.stops.length ? fill(said.next, { day: days.stops[told + 1], what: days.happens[told + 1] }) : fill(said.none_next, { day: last() });
    byId("day-told").replaceChildren(
      make("p", "change", days.happens[told] ? fill(said.last, { day: days.stops[told], what: days.happens[told] }) : ""),
      make("p", "change next", next),
      make("h2", "", said.here),
      make("p", "legend", make("i", "mark"), said.holds + ". " + said.legend),
      places(),
    );
  }

  function doors() {
    let kept = "";
    const items = days.stretches[told].rows.flatMap((number) => {
      const row = days.rows[number];
      const words = make("span", "what", row.name);
      const line = linkage.make.button("about:" + row.id, "door " + row.effect + (row.state === "ended" ? " ended" : ""), make("i", "mark"), words, make("span", "when", row.when), linkage.make.sign(show, row.weakest), row.word ? make("span", "more", row.word) : null);
      const item = make("li", "row", line);
      const head = row.kept !== kept && row.kept ? [make("li", "keeper", row.kept)] : [];
      kept = row.kept;
      return [...head, item];
    });
    byId("day-doors").replaceChildren(...items);
    byId("doors-shut").textContent = String(days.stretches[told].shut);
    byId("doors-all").textContent = show.said.doors;
    byId("doors-short").textContent = show.said.short.replace("{shut}", days.stretches[told].shut);
  }

  // -- one day, shown

  function render(all) {
    const stretch = stretchOf(day);
    if (all || stretch !== told) {
      told = stretch;
      linkage.panel.badges(show, badges());
      beside();
      doors();
    }
    linkage.picture.light(lights());
    const words = fill(days.said.on_day, { day, rest: days.stretches[told].sentence });
    byId("sentence").textContent = words;
    byId("sentence").dataset.long = words.length > 165 ? "very" : words.length > 105 ? "yes" : "no";
    byId("hint").hidden = true;
    byId("day-now").textContent = fill(days.said.day, { day });
    range.value = String(Math.round(FINE * placeOf(day)));
    range.setAttribute("aria-valuetext", fill(days.said.day, { day }));
    for (const [place, tick] of [...byId("day-ticks").children].entries()) {
      tick.classList.toggle("told", days.stops[place] <= day);
      tick.classList.toggle("now", days.stops[place] === day);
    }
    if (linkage.shell.page() === "stage") linkage.address.write({ "on-day": day });
  }

  function go(when) {
    const wanted = Math.max(0, when);
    if (wanted === day) return;
    day = wanted;
    linkage.stage.closeAbout();
    render(false);
  }

  const after = () => days.stops.find((stop) => stop > day) ?? day;
  const before = () => days.stops.filter((stop) => stop < day).pop() ?? 0;

  // -- playing

  function stop() {
    const was = Boolean(playing);
    playing = 0;
    cancelAnimationFrame(moving);
    clearTimeout(moving);
    if (byId("play-days")) byId("play-days").setAttribute("aria-pressed", "false");
    return was;
  }

  function play() {
    if (!on) turn(true);
    if (stop()) return;
    if (day >= last()) go(0);
    playing = performance.now();
    byId("play-days").setAttribute("aria-pressed", "true");
    if (still.matches) moving = setTimeout(hop, REST);
    else glide(placeOf(day));
  }

  function hop() {
    go(after());
    if (day < last()) moving = setTimeout(hop, REST);
    else stop();
  }

  function glide(from) {
    const started = performance.now();
    const whole = PACE * Math.max(1, days.stops.length - 1);
    const frame = (now) => {
      const place = from + (now - started) / whole;
      go(place >= 1 ? last() : Math.max(day, dayAt(place)));
      if (place < 1) moving = requestAnimationFrame(frame);
      else stop();
    };
    moving = requestAnimationFrame(frame);
  }

  // -- the mode

  function turn(whether) {
    stop();
    if (whether === on) return;
    on = whether;
    if (on) day = Math.max(0, ...show.steps.slice(0, linkage.stage.count()).map((step) => step.day));
    linkage.stage.closeAbout();
    dress();
    linkage.stage.render();
    if (!on) linkage.address.write({ "on-day": "" });
  }

  /** What belongs to the one mode or the other. */
  function dress() {
    byId("stage").dataset.mode = on ? "days" : "steps";
    for (const each of byId("ask-mode").children) each.setAttribute("aria-pressed", String((each.dataset.do === "mode:days") === on));
    byId("told").hidden = on || !byId("about").hidden;
    byId("day-told").hidden = !on || !byId("about").hidden;
    byId("doors").hidden = on;
    byId("day-doors").hidden = !on;
    if (on) uncrowd();
  }

  function line(label) {
    range = document.createElement("input");
    range.type = "range";
    range.min = "0";
    range.max = String(FINE);
    range.id = "day-range";
    range.setAttribute("aria-label", label);
    byId("days").append(range);
    range.addEventListener("input", () => {
      stop();
      const place = Number(range.value) / FINE;
      const near = days.stops.find((each) => Math.abs(placeOf(each) - place) * range.clientWidth < 7);
      go(near ?? dayAt(place));
    });
    range.addEventListener("change", () => (range.value = String(Math.round(FINE * placeOf(day)))));
    range.addEventListener("keydown", (event) => {
      const forward = { ArrowRight: true, ArrowUp: true, ArrowLeft: false, ArrowDown: false }[event.key];
      const does = { Home: "start", End: "last", p: "play", y: "days" }[event.key] || (forward === undefined ? "" : (forward ? "next" : "back") + (event.shiftKey ? "-single" : ""));
      if (does && linkage.shell.does(does, range) !== false) event.preventDefault();
    });
  }

  /** An answer came, and the day that the address names, if it names one. */
  function mount(data, said) {
    stop();
    show = data;
    days = data.days;
    told = -1;
    if (!range) line(byId("days").dataset.label);
    const asked = Number.parseInt(said, 10);
    on = asked >= 0;
    day = on ? asked : 0;
    ticks();
    dress();
  }

  const own = (deed) => (what, from) => {
    stop();
    return deed(what, from);
  };
  const DEEDS = {
    next: own(() => go(after())),
    back: own(() => go(before())),
    "next-single": own(() => go(Math.min(day + 1, Math.max(day, last())))),
    "back-single": own(() => go(day - 1)),
    start: own(() => go(0)),
    last: own(() => go(last())),
    step: own((number) => go(show.steps[Number(number) - 1].day)),
  };

  /** The stage's deeds: its own, or in days mode these. */
  function over(deeds) {
    const both = { days: () => turn(!on), play: () => play(), mode: (name) => turn(name === "days") };
    const found = { ...deeds };
    for (const [name, deed] of Object.entries(DEEDS)) found[name] = (...what) => (show && on ? deed(...what) : deeds[name](...what));
    for (const [name, deed] of Object.entries(both)) found[name] = (...what) => (show ? deed(...what) : false);
    return found;
  }

  window.addEventListener("resize", () => show && on && linkage.shell.page() === "stage" && uncrowd());

  linkage.days = { mount, over, render, dress, stop, on: () => on };
})();
