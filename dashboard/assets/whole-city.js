/* City: asks for the counts of an address, shows how far they are, then the pictures; which service stands in front, and
   which picture, is the address's too. A count that takes long is asked about again and again, so no request hangs. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const pages = (linkage.pages = linkage.pages || {});
  const { make, button } = linkage.make;
  const byId = (id) => document.getElementById(id);
  const AGAIN = 180; // milliseconds between two questions how far it is
  let show = null; // what was told last
  let shown = null; // what was counted last
  let door = "";
  let tab = "";
  let asking = 0;

  const folded = () => window.innerWidth < 1280;
  const TABS = ["door", "kinds", "day", "link", "best", "sweep", "range", "figures"];
  const tabs = () => (folded() ? ["services", ...TABS] : TABS);
  const tabNow = () => (tabs().includes(tab) ? tab : tabs()[0]);
  const doorNow = () => shown.doors.find((each) => each.id === door) || shown.doors[0];

  // -- asking

  /** Ask plainly, as a switch has to be on the screen at once; if that fails, Dash asks, and says what is wrong. */
  function fetchNow(search) {
    const mine = () => linkage.shell.asked("city") === search;
    fetch("/_city?" + new URLSearchParams({ search }))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then((told) => mine() && mount(told))
      .catch(() => mine() && linkage.shell.askByDash("city", search));
  }

  function go(whatIf) {
    const search = linkage.shell.going({ "what-if": whatIf });
    if (search === null) return;
    paintSwitches(whatIf);
    fetchNow(search);
  }

  /** An answer came: counts, or how far they are; then it is asked again, as long as somebody looks. */
  function mount(told) {
    if (!told) return;
    const said = linkage.address.now();
    show = told;
    linkage.shell.answered("city", told);
    clearTimeout(asking);
    if (told.status === "counting") {
      const search = linkage.shell.asked("city");
      asking = setTimeout(() => linkage.shell.page() === "city" && linkage.shell.asked("city") === search && fetchNow(search), AGAIN);
    }
    if (told.status === "counted") shown = told;
    if (said.door) door = said.door;
    if (said.tab) tab = said.tab;
    render();
  }

  // -- showing

  function render() {
    const counted = show.status === "counted";
    byId("city-kicker").textContent = show.kicker;
    withFocus(() => {
      switches();
      progress(counted);
      const same = shown && shown.state.world === show.state.world && shown.population === show.population && shown.seed === show.seed;
      const there = counted || (show.status === "counting" && same);
      byId("city-body").hidden = byId("city-figures").hidden = byId("city-facts").hidden = !there;
      document.querySelector("main.city").classList.toggle("is-old", there && !counted);
      if (!there) byId("city-says").textContent = "";
      if (counted) pictures();
    });
    if (counted) document.documentElement.dataset.counted = String(Number(document.documentElement.dataset.counted || 0) + 1);
  }

  /** The pictures of what was counted. */
  function pictures() {
    const one = doorNow();
    const draw = linkage.cityPictures;
    byId("city-body").dataset.tab = tabNow();
    if (one) byId("city-says").replaceChildren(...draw.says(shown, one));
    else byId("city-says").textContent = shown.said.nobody_here;
    byId("city-facts").replaceChildren(...(one ? draw.facts(shown, one) : []));
    byId("city-services").replaceChildren(...draw.services(shown, one));
    byId("city-tabs").replaceChildren(...tabs().map((name) => pressed("tab:" + name, shown.said["tab_" + name], name === tabNow())));
    byId("city-picture").replaceChildren(...draw.picture(shown, one, tabNow()));
    byId("city-figures").replaceChildren(...draw.strip(shown, one));
    ask(one);
  }

  /** Some pictures need more: it is asked for now that somebody looks. */
  function ask(one) {
    const name = tabNow();
    const then = () => tabNow() === name && show.status === "counted" && linkage.shell.page() === "city" && withFocus(pictures);
    if (name === "range") linkage.cityRange.ask(then);
    if (one && linkage.cityAsides.has(name)) linkage.cityAsides.ask(name, one, then);
  }

  function progress(counted) {
    const bar = byId("city-progress-bar");
    byId("city-progress").hidden = counted;
    byId("city-meanwhile").hidden = bar.hidden = show.status === "cannot";
    if (counted) return;
    if (byId("city-progress-says").textContent !== show.says) byId("city-progress-says").textContent = show.says;
    for (const old of byId("city-progress").querySelectorAll(".button")) old.remove();
    if (show.status === "cannot") byId("city-progress").append(button("smaller", "button", show.smaller));
    if (show.of) {
      bar.max = show.of;
      bar.value = show.done;
    } else bar.removeAttribute("value");
  }

  function pressed(does, words, on) {
    const one = button(does, "button", words);
    one.setAttribute("aria-pressed", String(on));
    return one;
  }

  /** The what-if: a few switches, what else is changed with a button that takes it back, and where all switches are. */
  function switches() {
    const said = show.said;
    const toggles = show.toggles.map((each) => {
      const one = pressed("switch:" + each.text, each.title, false);
      one.title = each.text;
      return one;
    });
    const others = show.changes.filter((each) => !show.toggles.some((toggle) => toggle.text === each.text));
    const chips = others.map((each) => {
      const off = each.own ? button("without:" + each.text, "off", "×") : make("small", "soft", said.by_story);
      if (each.own) off.setAttribute("aria-label", said.remove + ": " + each.sentence);
      const chip = make("span", "chip", make("span", "", each.sentence), off);
      chip.title = each.text;
      return chip;
    });
    const more = make("a", "button", said.more_switches);
    more.href = "/what-if";
    more.dataset.page = "what-if";
    byId("city-what-if").replaceChildren(make("b", "soft", said.what_if), ...toggles, more, ...chips);
    paintSwitches(show.what_if);
  }

  function paintSwitches(text) {
    const there = linkage.texts.split(text);
    for (const each of byId("city-what-if").querySelectorAll("[data-do^='switch:']")) each.setAttribute("aria-pressed", String(there.includes(each.dataset.do.slice(7))));
  }

  /** Make everything anew and leave the focus at the same button. */
  function withFocus(doing) {
    const here = document.activeElement;
    const name = here && here.closest && here.closest("main.city") && ["do", "key"].find((each) => here.dataset[each]);
    const value = name && here.dataset[name];
    const scrolled = ["city-services", "city-picture"].map((id) => [byId(id), byId(id).scrollTop]);
    doing();
    for (const [place, top] of scrolled) if (top) place.scrollTop = top;
    if (!name || here.isConnected) return;
    const next = [...document.querySelectorAll("main.city [data-" + name + "]")].find((each) => each.dataset[name] === value);
    if (next) next.focus({ preventScroll: true });
  }

  // -- deeds

  function choose(id) {
    door = id;
    linkage.address.write({ door });
    withFocus(pictures);
  }

  function step(by) {
    const at = shown.doors.indexOf(doorNow());
    const next = shown.doors[Math.min(Math.max(0, at + by), shown.doors.length - 1)];
    if (!next || next === doorNow()) return;
    choose(next.id);
    const row = document.querySelector("#city-services tr[aria-current]");
    if (row) row.scrollIntoView({ block: "nearest" });
  }

  function turn(name) {
    tab = name;
    linkage.address.write({ tab });
    withFocus(pictures);
  }

  /** Open the stage on one of those whom a bar counts: `service/effect|kind=…|group=…|day=…`. */
  function someone(what) {
    const [id, ...more] = what.split("|");
    const search = linkage.shell.asked("city");
    byId("remark").textContent = show.said.looking;
    fetch("/_city/someone?" + new URLSearchParams([["search", search], ["door", id], ...more.map((each) => each.split("="))]))
      .then((answer) => answer.json())
      .then((told) => {
        if (linkage.shell.asked("city") !== search || linkage.shell.page() !== "city") return;
        byId("remark").textContent = told.remark || "";
        if (told.go) linkage.address.go(told.go, "/");
      })
      .catch(() => (byId("remark").textContent = ""));
  }

  const counted = (deed) => (what, from) => (shown && show.status === "counted" ? deed(what, from) : false);
  const own = () => linkage.address.now()["what-if"] || "";
  const DEEDS = {
    next: counted(() => step(1)),
    back: counted(() => step(-1)),
    start: counted(() => step(-shown.doors.length)),
    last: counted(() => step(shown.doors.length)),
    tab: counted((name) => turn(name)),
    door: counted((id) => choose(id)),
    someone: counted((what) => someone(what)),
    switch: (text) => go(linkage.texts.toggled(own(), text, show.plain)),
    without: (text) => go(linkage.texts.without(own(), text)),
    sweep: counted(() => linkage.citySweep.count(() => withFocus(pictures))),
    smaller: () => linkage.address.go({ residents: "1000000" }),
  };

  /** The page is shown again: what was still being counted is asked about again. */
  function enter() {
    const search = linkage.shell.asked("city");
    if (show && show.status === "counting" && search !== undefined) fetchNow(search);
    else if (shown && show.status === "counted") withFocus(pictures);
  }

  function leave() {
    clearTimeout(asking);
  }

  let wasFolded = folded();
  window.addEventListener("resize", () => {
    if (folded() === wasFolded) return;
    wasFolded = folded();
    if (shown && show.status === "counted") withFocus(pictures);
  });

  // A field is left by pressing a button: that button must still be there when it is let go.
  let pressing = false;
  document.addEventListener("pointerdown", () => (pressing = true), true);
  for (const ended of ["pointerup", "pointercancel"]) document.addEventListener(ended, () => (pressing = false), true);
  document.addEventListener("change", (event) => {
    if (!shown || show.status !== "counted" || !event.target.closest("#city-picture [data-sets]")) return;
    const drawn = () => show.status === "counted" && withFocus(pictures);
    linkage.cityAsides.set(event.target, () => (pressing ? document.addEventListener("pointerup", () => setTimeout(drawn), { once: true }) : drawn()));
  });

  pages.city = { deeds: DEEDS, enter, leave };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { city: { mount } });
})();
