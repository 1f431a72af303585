/* Lessons: which step is shown, what was ticked, whether its answer is; all of it stands in the address. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const byId = (id) => document.getElementById(id);
  const make = (...what) => linkage.make.make(...what);
  const button = (...what) => linkage.make.button(...what);
  const KEPT = ["lesson", "part", "guess", "told", "theme", "room", "lang", "names"];
  let show = null;
  let part = 1;
  let guess = [];
  let told = false;
  let hints = 0;
  let verdict = null;
  let sought = "";

  const fill = (text, filled) => Object.entries(filled).reduce((sum, [name, each]) => sum.replace("{" + name + "}", each), text);
  const stops = () => (show && show.lesson ? show.lesson.stops : []);
  const stop = () => stops()[part - 1];

  /** Where the address stands in this lesson. */
  function stand() {
    const said = linkage.address.now();
    part = Math.min(Math.max(1, Number.parseInt(said.part, 10) || 1), Math.max(1, stops().length));
    const choices = stop() ? ((stop().question || stop().puzzle || {}).choices || []).length : 0;
    guess = [...new Set((said.guess || "").split(",").filter((each) => /^\d{1,3}$/.test(each)).map((each) => Number(each) - 1))].filter((each) => each >= 0 && each < choices);
    told = said.told === "yes";
    hints = 0;
    verdict = null;
  }

  function written() {
    linkage.address.write({ part, guess: guess.map((each) => each + 1).join(","), told: told ? "yes" : "" });
  }

  // -- the parts of the page

  function list() {
    const worlds = [...new Set(show.lessons.map((each) => each.world))];
    const line = (each) => {
      const made = button("lesson:" + each.id, "lesson-choice", make("span", "", each.title), make("small", "", each.minutes));
      if (show.lesson && each.id === show.lesson.id) made.setAttribute("aria-current", "true");
      return make("li", "", made);
    };
    byId("lesson-list").replaceChildren(...worlds.map((world) => make("section", "", make("h2", "", world), make("ul", "", ...show.lessons.filter((each) => each.world === world).map(line)))));
  }

  function choices(labels, several, right) {
    return make("ul", "guesses", ...labels.map((label, place) => {
      const chosen = guess.includes(place);
      const is = told && right ? right.includes(place) : null;
      const signs = [is ? make("b", "is-right", "✔ " + show.said.right) : null, told && chosen && right ? make("em", "", show.said.yours) : null];
      const made = button("tick:" + place, "guess" + (is ? " right" : ""), make("span", several ? "box" : "box round", chosen ? "✕" : ""), make("span", "what", label), ...signs);
      made.setAttribute("aria-pressed", String(chosen));
      return make("li", "", made, stop().question ? linkage.predictions.bar(place) : null);
    }));
  }

  function question(asked) {
    const parts = [make("h2", "", show.said.question), make("p", "ask", asked.ask)];
    if (asked.cannot) return [...parts, make("p", "blank", asked.cannot)];
    parts.push(make("p", "soft", asked.several ? show.said.several : show.said.one), linkage.predictions.line() || "", choices(asked.choices, asked.several, asked.right));
    if (!told) return [...parts, button("reveal", "button main", show.said.reveal)];
    const hit = guess.length === asked.right.length && asked.right.every((each) => guess.includes(each));
    const said = make("p", "large", asked.right.map((each) => asked.choices[each]).join(", "));
    const answer = make("div", "card answer", make("h2", "", show.said.answer), said, guess.length ? make("p", "soft", hit ? show.said.hit : show.said.miss) : null, make("ul", "", ...asked.because.map((each) => make("li", "", each))), make("h3", "", show.said.command), make("pre", "", make("code", "", asked.command)));
    answer.setAttribute("role", "status");
    return [...parts, answer];
  }

  function puzzle(asked) {
    const parts = [make("h2", "", show.said.puzzle), make("p", "ask", asked.ask)];
    if (asked.cannot) return [...parts, make("p", "blank", asked.cannot)];
    parts.push(make("p", "soft", asked.task), choices(asked.choices.map((each) => each[1]), true, null));
    parts.push(make("p", "soft", fill(show.said.most, { chosen: guess.length, most: asked.most })));
    const deeds = make("div", "deeds", button("try", "button main", show.said.try), hints < asked.hints.length ? button("hint", "button", show.said.hint) : null);
    const said = make("div", "verdict");
    said.setAttribute("role", "status");
    if (verdict) said.append(make("p", verdict.solved ? "large is-right" : "large", verdict.waiting ? show.said.trying : (verdict.solved ? "✔ " + show.said.solved : "✕ " + show.said.not_yet) + ": " + verdict.sentence));
    const hinted = make("ol", "hints", ...asked.hints.slice(0, hints).map((each, place) => make("li", "", make("small", "", fill(show.said.hint_number, { number: place + 1, total: asked.hints.length })), " ", each)));
    return [...parts, deeds, said, hinted];
  }

  function discuss(asked) {
    const quote = ([text, seen, source]) => make("figure", "quote" + (seen ? "" : " told"), make(seen ? "blockquote" : "p", "", text), make("figcaption", "", make("cite", "", source), seen ? "" : " (" + show.said.unseen + ")"));
    const side = (each, place) => make("article", "card", make("h2", "", each.title), make("p", "", each.says), ...each.quotes.map(quote), each.whatIf ? button("side:" + place, "try", show.said.switch) : null);
    return [make("h2", "", show.said.discuss), make("p", "ask", asked.ask), make("div", "both-sides", ...asked.sides.map(side))];
  }

  function deed() {
    const here = stop();
    if (!here) return [make("p", "large", show.said.none_says)];
    if (here.question) return question(here.question);
    if (here.puzzle) return puzzle(here.puzzle);
    if (here.discuss) return discuss(here.discuss);
    const look = button("view", "button main", show.said.view + " (V)");
    return part === 1 ? [make("h2", "", show.said.about), make("p", "large", show.lesson.about), look] : [look];
  }

  function render() {
    const place = byId("lesson-deed");
    const asked = stop() && stop().question && !stop().question.cannot;
    linkage.predictions.stand(show.seat, asked ? show.lesson.id : "", part, told, show.said);
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.do : "";
    list();
    byId("lesson-kicker").textContent = stop() ? fill(show.said.kicker, { lesson: show.lesson.title, part, parts: stops().length }) : "";
    const words = stop() ? stop().say : show.said.none;
    if (byId("lesson-say").textContent !== words) byId("lesson-say").textContent = words;
    byId("lesson-look").replaceChildren(...(stop() ? [button("view", "button", show.said.view + " (V)")] : []));
    place.replaceChildren(...deed());
    const dots = stops().map((each, index) => {
      const made = button("part:" + (index + 1), "dot-step", String(index + 1));
      made.setAttribute("aria-label", index + 1 + ": " + each.say);
      if (index + 1 === part) made.setAttribute("aria-current", "step");
      return made;
    });
    byId("lesson-steps").replaceChildren(...(stop() ? [button("back", "button", show.said.back), ...dots, button("next", "button main", show.said.next)] : []));
    const again = focused && [...place.querySelectorAll("[data-do]")].find((each) => each.dataset.do === focused);
    if (again) again.focus({ preventScroll: true });
  }

  // -- deeds

  function go(number) {
    if (!stop() || number < 1 || number > stops().length || number === part) return false;
    part = number;
    guess = [];
    told = false;
    hints = 0;
    verdict = null;
    written();
    render();
    byId("lesson-deed").scrollTop = 0;
    return undefined;
  }

  /** On a question that is not answered yet, the first press shows the answer. */
  function next() {
    if (stop() && stop().question && !stop().question.cannot && !told) return reveal();
    return go(part + 1);
  }

  function reveal() {
    told = true;
    written();
    render();
  }

  function tick(place) {
    const asked = stop().question || stop().puzzle;
    if (!asked || (stop().question && told)) return;
    const several = stop().puzzle || asked.several;
    guess = guess.includes(place) ? guess.filter((each) => each !== place) : several ? [...guess, place].sort((a, b) => a - b) : [place];
    verdict = null;
    written();
    render();
    if (stop().question) linkage.predictions.predict(guess);
  }

  function attempt() {
    const asked = stop().puzzle;
    if (!asked || asked.cannot) return;
    const answer = guess.map((each) => asked.choices[each][0]).join(",");
    verdict = { waiting: true };
    render();
    window.dash_clientside.set_props("lesson-try", { data: { lesson: show.lesson.id, part, answer, names: linkage.address.now().names || "", again: Date.now() } });
  }

  function judged(data) {
    if (!data || !show || !show.lesson || data.lesson !== show.lesson.id || data.part !== part || !verdict) return;
    verdict = data;
    render();
  }

  /** To the picture of this step, or to another, with the lesson kept in the address. */
  function look(path, parts) {
    const gone = Object.fromEntries(Object.keys(linkage.address.now()).filter((name) => !KEPT.includes(name)).map((name) => [name, ""]));
    linkage.address.go({ ...gone, ...parts }, path);
  }

  function side(place) {
    const { world, story } = stop().view.parts;
    look("/what-if", { world, story: story || "", "what-if": stop().discuss.sides[place].whatIf });
  }

  function hint() {
    hints += 1;
    render();
    const shown = byId("lesson-deed").querySelector(".hints li:last-child");
    if (shown) shown.scrollIntoView({ block: "nearest" });
  }

  function mount(data) {
    if (!data) return;
    show = data;
    stand();
    render();
    linkage.shell.answered("lessons", data);
  }

  const DEEDS = {
    lesson: (id) => linkage.address.go({ lesson: id, part: "", guess: "", told: "" }),
    next, back: () => go(part - 1), start: () => go(1), last: () => go(stops().length), part: (number) => go(Number(number)),
    reveal, tick: (place) => tick(Number(place)), try: attempt, hint,
    view: () => (stop() ? look(stop().view.path, stop().view.parts) : false),
    side: (place) => side(Number(place)),
    "class-fold": () => linkage.predictions.fold(), "class-begin": () => linkage.predictions.begin(),
  };
  for (const [name, each] of Object.entries(DEEDS)) DEEDS[name] = (what) => (show ? each(what) : false);

  function again() {
    if (!show || linkage.shell.unanswered()) return;
    stand();
    render();
  }

  window.addEventListener("popstate", () => setTimeout(() => linkage.shell.page() === "lessons" && again(), 0));
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest && event.target.closest(".guesses");
    if (!list || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    const to = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (to) to.focus();
  });

  /** A lesson that the address names and that is not here yet, since its page was not opened: asked for once. */
  function fetched(id) {
    if (sought !== id && linkage.shell.page() !== "lessons") linkage.shell.askByDash("lessons", linkage.address.query({ lesson: id }));
    sought = id;
    return null;
  }

  /** What the presenter's window shows while a lesson is given, on whichever page. */
  function forPresenter() {
    const named = linkage.address.now();
    if (!named.lesson) return null;
    if (!show || !show.lesson || named.lesson !== show.lesson.id) return fetched(named.lesson);
    const here = stops()[(Number.parseInt(named.part, 10) || 1) - 1];
    const after = stops()[Number.parseInt(named.part, 10) || 1];
    return here ? { title: show.lesson.title, now: here.say, next: after ? after.say : "", notes: here.note, place: Number.parseInt(named.part, 10) || 1, places: stops().length } : null;
  }

  linkage.lessons = { told: forPresenter };
  pages.lessons = { deeds: DEEDS, enter: again };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { lessons: { mount, verdict: judged } });
})();
