/* What a class predicts: a student's choice is sent and counted; the presenter sees a bar for each choice, live; students
   see them once the presenter has shown the answer. Does nothing where no class is served. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const EVERY = 2000; // milliseconds between two looks of the presenter's page
  const SELDOM = 5000; // the same of a student's, who waits for the presenter
  let at = null; // the question on the screen: { lesson, part, seat, told, said }
  let found = null; // its tally, once there is one to see
  let late = false; // a choice was not counted
  let folded = false;
  let timer = 0;

  const make = (...what) => linkage.make.make(...what);
  const fill = (text, filled) => Object.entries(filled).reduce((sum, [name, each]) => sum.replace("{" + name + "}", each), text);
  const here = () => at !== null && linkage.shell.page() === "lessons" && document.getElementById("class-line") !== null;
  const same = (lesson, part) => at !== null && at.lesson === lesson && at.part === part;
  const presents = () => at !== null && at.seat === "presenter";

  function post(path, body) {
    return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  // -- what is seen

  /** The bar of a choice, or nothing where there is none to see. */
  function bar(place) {
    if (!at || !at.seat) return null;
    const made = make("div", "class-bar");
    made.dataset.place = String(place);
    filled(made);
    return made;
  }

  function filled(bar) {
    const count = found && found.counts ? found.counts[Number(bar.dataset.place)] : null;
    bar.hidden = count === null || (folded && presents());
    if (count === null) return bar.replaceChildren();
    const share = found.visitors ? Math.round((100 * count) / found.visitors) : 0;
    return bar.replaceChildren(linkage.shareBar(share), make("span", "", fill(at.said.class_choice, { visitors: count, all: found.visitors, share })));
  }

  /** The line over the choices: how many predicted, since when, and the presenter's two buttons. */
  function line() {
    if (!at || !at.seat) return null;
    const made = make("div", "class-line");
    made.id = "class-line";
    written(made);
    return made;
  }

  function written(line) {
    const said = at.said;
    const parts = [];
    if (found && found.counts) {
      const since = new Date(found.begun * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      parts.push(make("b", "", said.class_head), make("span", "class-count", fill(said.class_count, { visitors: found.visitors })), make("span", "", fill(said.class_since, { time: since })));
      if (found.shown) parts.push(make("span", "", said.class_closed));
    } else if (at.told) parts.push(make("span", "", said.class_later));
    if (late) parts.push(make("span", "is-late", said.class_late));
    if (presents()) parts.push(linkage.make.button("class-fold", "try", folded ? said.class_bars : said.class_hide), linkage.make.button("class-begin", "try", said.class_begin));
    const focused = line.contains(document.activeElement) ? document.activeElement.dataset.do : "";
    line.replaceChildren(...parts);
    const again = focused && line.querySelector("[data-do='" + focused + "']");
    if (again) again.focus({ preventScroll: true });
  }

  function shown() {
    if (!here()) return;
    written(document.getElementById("class-line"));
    for (const each of document.querySelectorAll("#lesson-deed .class-bar")) filled(each);
  }

  // -- what is asked and sent

  /** The question on the screen, or none; said whenever the page is drawn, before `line` and `bar`: so it is looked up a
      moment later, when these stand in the page. */
  function stand(seat, lesson, part, told, said) {
    if (!seat || !lesson) {
      at = null;
      clearTimeout(timer);
      return;
    }
    const before = at;
    at = { seat, lesson, part, told, said };
    if (before && before.lesson === lesson && before.part === part && before.told === told) return;
    if (!before || before.lesson !== lesson || before.part !== part) {
      found = null;
      late = false;
    }
    if (told && presents()) post("/_class/show", { lesson, part }).then(look, look);
    else setTimeout(look, 0);
  }

  /** Ask for the tally, and again while somebody looks; a student only from the answer on, until it is there. */
  function look() {
    clearTimeout(timer);
    timer = 0;
    if (!at || (!presents() && (!at.told || (found && found.counts)))) return;
    const { lesson, part } = at;
    timer = setTimeout(look, presents() ? EVERY : SELDOM);
    if (!here() || document.hidden) return;
    fetch("/_class/tally?" + new URLSearchParams({ lesson, part }), { cache: "no-store", signal: AbortSignal.timeout(EVERY) })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then((told) => {
        if (!same(lesson, part)) return;
        found = told;
        shown();
      })
      .catch(() => {}); // busy or gone: what stands there stays, and is asked for again
  }

  /** A student has chosen. */
  function predict(choices) {
    if (!at || at.seat !== "student") return;
    const { lesson, part } = at;
    post("/_class/predict", { lesson, part, choices })
      .then((answer) => answer.json())
      .then((said) => {
        if (!same(lesson, part)) return;
        late = !said.taken;
        shown();
      })
      .catch(() => {});
  }

  function begin() {
    if (!presents()) return;
    post("/_class/begin", {}).then(look, () => {});
  }

  function fold() {
    folded = !folded;
    shown();
  }

  linkage.predictions = { stand, line, bar, predict, begin, fold };
})();
