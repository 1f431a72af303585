/* Why: the list to choose from, the proof line by line, its path on the small map, and what follows from it. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const { make, sign, badge, quote, chain, button, again } = linkage.make;
  const byId = (id) => document.getElementById(id);
  let show = null;
  let proof = 0; // which proof
  let line = -1; // which of its lines, by key or pointer; -1: all
  let view = "path";
  let picture = null;

  // -- the list

  function row(each) {
    const words = make("span", "what", each.name);
    const made = button("why:" + each.id, "door " + (each.effect || "open-door"), make("i", "mark"), words, make("span", "when", each.when), each.weakest ? sign(show, each.weakest) : null, each.more ? make("span", "more", each.more) : null);
    if (each.id === show.state.why) made.setAttribute("aria-current", "true");
    return make("li", "", made);
  }

  function list() {
    const groups = ["closed", "other", "open"].map((group) => {
      const rows = show.rows.filter((each) => each.group === group);
      return rows.length ? make("section", "", make("h2", "", show.said[group]), make("ul", "", ...rows.map(row))) : null;
    });
    const scrolled = byId("why-list").scrollTop;
    const within = byId("why-list").contains(document.activeElement);
    byId("why-list").replaceChildren(...groups.filter(Boolean));
    byId("why-list").scrollTop = scrolled;
    const now = byId("why-list").querySelector("[aria-current]");
    if (now) now.scrollIntoView({ block: "nearest" });
    if (now && within) now.focus({ preventScroll: true });
  }

  // -- the proof

  function facts() {
    const shown = show.proofs[proof];
    const said = [];
    if (shown) {
      said.push(make("span", "fact", make("b", "", show.count), again(show.recipes.proofs, show.said.reproduce)));
      said.push(make("span", "fact", show.when));
      said.push(make("span", "fact", show.said.weakest + " ", badge(show, shown.weakest[0], shown.weakest[1], 1)));
      said.push(make("span", "fact", show.said.number + " ", badge(show, shown.number, shown.number, 1)));
      if (show.wrong) said.push(make("span", "fact is-wrong", show.said.wrong));
    }
    byId("why-facts").replaceChildren(...said);
  }

  function tabs() {
    const made = show.proofs.length < 2 ? [] : show.proofs.map((each, number) => {
      const tab = button("proof:" + (number + 1), "button", show.said.proof.replace("{number}", number + 1), make("small", "", each.title));
      tab.setAttribute("aria-pressed", String(number === proof));
      return tab;
    });
    const within = byId("why-proofs").contains(document.activeElement);
    byId("why-proofs").replaceChildren(...made);
    if (within && made[proof]) made[proof].focus();
  }

  /** The sources of a step: first one whose words were seen, and that no line above has shown. */
  function sources(step, before) {
    const found = step.quotes.filter((id) => show.quotes[id]);
    const rank = (id) => 2 * Number(!show.quotes[id].text) + Number(before.has(id));
    found.sort((one, other) => rank(one) - rank(other));
    if (found.length) before.add(found[0]);
    if (!found.length) return [make("p", "none", step.status === "assumed" ? show.said.none : show.said.blank)];
    const more = found.slice(1);
    const rest = more.length ? make("details", "", make("summary", "", show.said.more.replace("{count}", more.length)), ...more.map((id) => quote(show, id, false))) : null;
    return [quote(show, found[0], false), rest].filter(Boolean);
  }

  function proofLine(step, number, before) {
    const says = button("line:" + number, "says", step.sentence);
    const basis = make("div", "basis-line", step.key.length ? chain(step.key, true) : null, badge(show, step.status, step.badge, 1), linkage.make.whole(...step.row, show.said.whole));
    const item = make("li", step.wrong ? "is-wrong" : "", make("span", "day", step.when), says, basis, ...sources(step, before));
    item.dataset.line = number;
    return item;
  }

  function lines() {
    const shown = show.proofs[proof];
    if (!shown) {
      const why = show.whyNot ? [make("h2", "", show.said.whyNot), make("p", "large", show.whyNot)] : [];
      return byId("why-lines").replaceChildren(...why);
    }
    const before = new Set();
    return byId("why-lines").replaceChildren(make("ol", "lines", ...shown.steps.map((step, number) => proofLine(step, number, before))));
  }

  // -- the path

  function lights() {
    const shown = show.proofs[proof];
    const wanted = {};
    if (!shown) return (show.pictures || {}).lit || wanted; // an open door: how far it came
    const places = line < 0 ? shown.steps.map((_, place) => place) : shown.steps[line].behind;
    for (const place of places) {
      for (const [id, ...classes] of shown.steps[place].light) {
        wanted[id] = [...new Set([...(wanted[id] || []), ...classes, ...(place === line ? ["now"] : [])])];
      }
    }
    return wanted;
  }

  function point(number) {
    line = number;
    picture.light(lights());
    for (const item of byId("why-lines").querySelectorAll("li[data-line]")) item.classList.toggle("now", Number(item.dataset.line) === line);
  }

  function draw() {
    const path = ((show.pictures || {}).path || [])[window.innerWidth < 1280 ? 1 : 0];
    const chosen = view === "path" && path ? "path" : "map";
    for (const each of byId("why-views").children) each.setAttribute("aria-pressed", String(each.dataset.do === "view:" + chosen));
    byId("why-views").hidden = !path;
    picture.mount(chosen === "path" ? path : (show.pictures || {}).map || "");
    byId("why-picture").classList.toggle("whole", chosen === "map" && Boolean(path));
    point(line);
  }

  // -- what follows

  function section(title, ...inside) {
    return make("section", "card", make("h2", "", title), ...inside);
  }

  /** A link to the What-if page with one more change. */
  function attempt(text, says) {
    const link = make("a", "try", show.said.try);
    const whole = [show.state["what-if"], text].filter(Boolean).join(",");
    link.dataset.page = "what-if";
    link.dataset.more = new URLSearchParams({ "what-if": whole }).toString().replace(/\+/g, "%20");
    link.href = "/what-if" + linkage.address.query({ ...linkage.address.now(), "what-if": whole });
    link.title = text;
    link.setAttribute("aria-label", show.said.try + ": " + (says || text));
    return link;
  }

  function removal(each) {
    const mark = make("span", "verdict", each.lifts ? "✓ " + show.said.lifts : "✕ " + (each.remain || show.said.stays));
    return make("li", each.lifts ? "lifts" : "keeps", make("span", "says", each.sentence), make("span", "", mark, each.also ? make("span", "also", " · " + each.also) : null), attempt(each.text, each.sentence));
  }

  /** The smallest sets of removals, where no single one is enough. */
  function least(found) {
    if (!found) return [];
    const rows = found.rows.length ? make("ul", "removals least", ...found.rows.map(removal)) : null;
    return [make("h3", "", found.title), make("p", "", found.says), rows, again(show.recipes.least, show.said.reproduce)];
  }

  function lifting() {
    const found = show.lifting;
    return section(
      show.said.lifting,
      found.none ? make("p", "large", found.none) : null,
      ...least(found.least),
      found.least && found.rows.length ? make("h3", "", show.said.alone) : null,
      found.rows.length ? make("ul", "removals", ...found.rows.map(removal)) : null,
      make("h3", "", show.said.wider),
      make("ul", "removals", ...found.wider.map(removal)),
      again(show.recipes.lifts, show.said.reproduce),
    );
  }

  function person() {
    const shown = show.proofs[proof];
    const joins = shown.joins.map((each) => {
      const hops = each.hops.map(([name, words, value, through]) => make("span", "key " + name, linkage.make.line(), make("b", "", words), make("code", "", value), through ? make("small", "", through) : null));
      const item = make("li", each.wrong ? "is-wrong" : "", make("span", "who", each.from[0], make("small", "", each.from[2])), make("span", "hops", ...hops), make("span", "who", each.to[0], make("small", "", each.to[2] + (each.made ? " · " + show.said.made : ""))));
      if (each.step) {
        const link = make("a", "try", show.said.watch);
        link.dataset.page = "join";
        link.dataset.more = new URLSearchParams({ join: each.step }).toString();
        link.href = "/join" + linkage.address.query({ ...linkage.address.now(), join: each.step });
        item.append(link);
      }
      return item;
    });
    return section(show.said.person, make("p", "", shown.person), make("ol", "joins", ...joins));
  }

  function cells(tag, ...texts) {
    return make("tr", "", ...texts.map((text) => make(tag, "", text)));
  }

  function copies() {
    const { rows, day, door } = show.copies;
    const head = make("thead", "", cells("th", show.said.copy, show.said.asIs, show.said.ifCorrected.replace("{day}", day)));
    const body = rows.map((each) => {
      const made = cells("td", "", each.until, each.corrected);
      made.firstChild.append(make("b", "", each.database), make("small", "", " " + each.agency));
      if (each.holds) made.className = "holds";
      if (each.outlives) made.lastChild.className = "outlives";
      return made;
    });
    const last = door ? [cells("td", show.said.theDoor, ...door)] : [];
    for (const each of last) each.className = "the-door";
    return make("table", "copies", head, make("tbody", "", ...body, ...last));
  }

  function rest() {
    document.querySelector(".why").classList.toggle("unproved", !show.proofs.length);
    if (!show.proofs.length) return byId("why-rest").replaceChildren();
    const who = show.corrections.map((each) => make("li", "", make("span", "says", each.sentence), attempt(each.text, each.sentence)));
    const right = section(show.said.who, make("ul", "removals", ...who), make("h3", "", show.said.copies), copies());
    return byId("why-rest").replaceChildren(make("div", "", lifting()), make("div", "", person(), right));
  }

  // -- all of it

  function render() {
    tabs();
    facts();
    lines();
    rest();
    draw();
  }

  function mount(data) {
    if (!data) return;
    const said = linkage.address.now();
    const again = show && show.state.why === data.state.why;
    show = data;
    if (!picture) picture = linkage.smallMap(byId("why-picture"), false);
    proof = Math.min(Math.max(1, Number.parseInt(said.proof, 10) || 1), Math.max(1, data.proofs.length)) - 1;
    line = -1;
    linkage.shell.answered("why", data);
    byId("why-title").textContent = data.question;
    list();
    render();
    if (!again) document.querySelector(".why-proof").scrollTop = 0;
  }

  function choose(number) {
    if (!show || !show.proofs[number] || number === proof) return;
    proof = number;
    line = -1;
    linkage.address.write({ proof: number + 1 });
    render();
  }

  function step(by) {
    const shown = show && show.proofs[proof];
    if (!shown) return;
    const next = Math.min(Math.max(-1, line + by), shown.steps.length - 1);
    point(next);
    const item = byId("why-lines").querySelector(".now");
    if (item) item.scrollIntoView({ block: "nearest" });
  }

  const DEEDS = {
    why: (id) => linkage.address.go({ why: id, proof: "" }),
    proof: (number) => choose(Number(number) - 1),
    line: (number) => point(line === Number(number) ? -1 : Number(number)),
    view: (name) => {
      view = name;
      draw();
    },
    next: () => step(1),
    back: () => step(-1),
    "next-single": () => choose(proof + 1),
    "back-single": () => choose(proof - 1),
    start: () => step(-99),
    last: () => step(99),
  };

  function pointed(event) {
    if (!show || linkage.shell.page() !== "why" || !event.target.closest) return;
    const item = event.target.closest("#why-lines li[data-line]");
    if (item && Number(item.dataset.line) !== line) point(Number(item.dataset.line));
    else if (!item && event.type === "mouseover" && line >= 0 && event.target.closest(".why-proof")) point(-1);
  }

  document.addEventListener("mouseover", pointed);
  document.addEventListener("focusin", pointed);

  window.addEventListener("resize", () => show && linkage.shell.page() === "why" && draw());

  pages.why = { deeds: DEEDS };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { why: { mount } });
})();
