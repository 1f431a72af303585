/* Everything beside and under the picture. Text only ever gets in as text. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const { make, sign, badge, quote, chain } = linkage.make;
  const byId = (id) => document.getElementById(id);
  const TABLES = { agency: "agencies", database: "databases", link: "links", rule: "rules", service: "services", needs: "services", record: "record_kinds", recorded: "record_kinds" };
  const scrolled = new Set(); // only what was scrolled is put back: to ask for a place costs a whole layout

  document.addEventListener("scroll", (event) => scrolled.add(event.target), true);

  function chains(steps) {
    const found = new Map();
    for (const step of steps) if (step.key.length) found.set(step.key.map((each) => each[1]).join(), step.key);
    return [...found.values()];
  }

  function told(show, steps) {
    byId("question").hidden = Boolean(steps.length);
    const keys = chains(steps);
    byId("keys").replaceChildren(...keys.slice(0, 4).map((key) => chain(key, keys.length === 1)));
    const quotes = [...new Set(steps.flatMap((step) => step.quotes))].filter((id) => show.quotes[id]);
    quotes.sort((one, other) => Number(!show.quotes[one].text) - Number(!show.quotes[other].text));
    const place = byId("quotes");
    const figures = quotes.map((id, number) => quote(show, id, number === 0));
    const bare = steps.filter((step) => !step.quotes.length);
    if (bare.length) figures.push(make("p", "none", bare.some((step) => step.status === "assumed") ? place.dataset.none : place.dataset.blank));
    place.replaceChildren(...figures);
    if (scrolled.delete(place)) place.scrollTop = 0;
  }

  function badges(show, list) {
    byId("badges").replaceChildren(...list.map(([status, words, count]) => badge(show, status, words, count)));
  }

  // -- built once a question, then shown as far as the telling goes

  function door(show, row) {
    const id = row.service ? "service:" + row.service : "rule:" + row.rule;
    const words = make("span", "what", row.name || row.sentence);
    const more = [row.effect === "refuse" && !row.whom ? "" : row.word, row.with && show.said.with.replace("{service}", row.with), row.whom].filter(Boolean).join(" · ");
    const button = make("button", "door " + row.effect + (row.whom ? " other" : ""), make("i", "mark"), words, make("span", "when", row.when), sign(show, row.weakest), more ? make("span", "more", more) : null);
    button.type = "button";
    button.dataset.do = "about:" + id;
    const item = make("li", "row", button);
    item.dataset.at = row.at;
    return item;
  }

  function outlined(show) {
    let first = 0;
    return show.waves.map((wave, number) => {
      const steps = show.steps.slice(first, wave.end).map((step, place) => {
        const go = make("button", "", step.sentence, " ", badge(show, step.status, step.badge, 1));
        go.type = "button";
        go.dataset.do = "step:" + (first + place + 1);
        const item = make("li", "step", go);
        item.dataset.at = first + place + 1;
        return item;
      });
      first = wave.end;
      const item = make("li", "wave", make("span", "", wave.sentence), make("ol", "", ...steps));
      item.value = number + 1;
      return item;
    });
  }

  function timeline(show) {
    const days = [{ label: show.said.start, when: show.said.start }, ...show.waves];
    return days.map((wave, number) => {
      const go = make("button", "", make("i", "dot"), make("span", "", wave.when));
      go.type = "button";
      go.dataset.do = "wave:" + number;
      go.setAttribute("aria-label", wave.label);
      const item = make("li", "stop", go);
      item.dataset.wave = number;
      return item;
    });
  }

  /** Everything that a spread comes to, what came last on top. */
  function newestFirst(show) {
    return [...show.doors, ...show.effects].sort((one, other) => other.at - one.at);
  }

  function mount(show) {
    byId("doors").replaceChildren(...newestFirst(show).map((row) => door(show, row)));
    byId("outline").replaceChildren(...outlined(show));
    byId("timeline").replaceChildren(...timeline(show));
    const difference = byId("difference");
    difference.hidden = !show.difference;
    difference.replaceChildren(...(show.difference ? [make("b", "", difference.dataset.title), make("span", "", show.difference)] : []));
    byId("question").replaceChildren(make("h2", "", show.asks.question), make("p", "", show.asks.about));
  }

  /** Show lists as far as `count` steps are told; `from` is where the newest begin. */
  function upTo(show, at, from, count) {
    for (const item of byId("doors").children) {
      const place = Number(item.dataset.at);
      item.hidden = place > count;
      item.classList.toggle("now", place > from && place <= count);
    }
    for (const item of byId("outline").querySelectorAll("li[data-at]")) {
      const place = Number(item.dataset.at);
      item.classList.toggle("told", place <= count);
      if (place > from && place <= count) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    for (const item of byId("timeline").children) {
      const wave = Number(item.dataset.wave);
      item.classList.toggle("told", wave <= at.wave);
      item.classList.toggle("part", wave === at.wave + 1 && at.step > 0);
      if (wave === at.wave + (at.step > 0 ? 1 : 0)) item.firstChild.setAttribute("aria-current", "step");
      else item.firstChild.removeAttribute("aria-current");
    }
    const shut = show.doors.filter((row) => row.at <= count).length;
    byId("doors-shut").textContent = String(shut);
    byId("doors-all").textContent = show.said.doors;
    byId("doors-short").textContent = show.said.short.replace("{shut}", shut);
    byId("doors").classList.toggle("empty", !count || ![...byId("doors").children].some((item) => !item.hidden));
  }

  // -- what is pointed at

  function facts(entry) {
    const list = make("dl", "facts");
    for (const [name, text] of entry.facts) list.append(make("dt", "", name), make("dd", "", text));
    return list;
  }

  function proof(show, row) {
    const steps = row.proof.map((place) => {
      const step = show.steps[place - 1];
      const item = make("li", "", make("span", "", step.sentence), badge(show, step.status, step.badge, 1));
      const found = step.quotes.find((id) => show.quotes[id] && show.quotes[id].text);
      if (found) item.append(quote(show, found, false));
      item.dataset.step = place;
      return item;
    });
    const head = make("h3", "", row.sentence + ", " + row.when + (row.with ? " (" + show.said.with.replace("{service}", row.with) + ")" : ""));
    return make("div", "proof", head, make("p", "weakest", show.said.weakest, " ", badge(show, row.weakest, row.weakest, 1)), make("ol", "", ...steps));
  }

  /** The row of the world that a part of the picture is, where it is one. */
  function row(id) {
    const cut = id.indexOf(":");
    return TABLES[id.slice(0, cut)] ? [TABLES[id.slice(0, cut)], id.slice(cut + 1)] : null;
  }

  function about(show, id, count) {
    const plain = id.startsWith("effect:") ? "service:" + id.slice(7).split("/")[0] : id;
    const entry = show.about[plain] || show.about[id];
    const place = byId("about");
    if (!entry) return false;
    const close = make("button", "button square", "×");
    close.type = "button";
    close.dataset.do = "close";
    close.setAttribute("aria-label", show.said.close);
    const service = plain.startsWith("service:") ? plain.slice(8) : null;
    const rule = plain.startsWith("rule:") ? plain.slice(5) : null;
    const rows = [...show.doors, ...show.effects].filter((row) => row.at <= count && (service ? row.service === service : rule && row.rule === rule));
    const came = service || rule ? [] : show.steps.slice(0, count).filter((step) => [...step.light, ...step.accounts].some((each) => each[0] === plain));
    place.replaceChildren(
      make("div", "top", make("p", "kind", entry.kind), close),
      make("h2", "", entry.title),
      entry.about ? make("p", "says", entry.about) : null,
      ...rows.map((row) => proof(show, row)),
      ...came.map((step) => make("p", "came", step.sentence)),
      facts(entry),
      row(plain) ? make("p", "", linkage.make.whole(...row(plain), place.dataset.whole)) : null,
      ...entry.quotes.map((quoted) => quote(show, quoted, false)).filter(Boolean),
    );
    for (const each of [...place.childNodes]) if (each.nodeType === 3) each.remove();
    place.hidden = false;
    byId("told").hidden = byId("day-told").hidden = true;
    place.scrollTop = 0;
    return true;
  }

  function closeAbout() {
    byId("about").hidden = true;
    byId("about").replaceChildren();
    byId("told").hidden = linkage.days.on();
    byId("day-told").hidden = !linkage.days.on();
  }

  linkage.panel = { mount, told, badges, upTo, about, closeAbout };
})();
