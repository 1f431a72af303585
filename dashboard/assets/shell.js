/* The shell around all pages: which one is shown, what it asks, the controls above it, and the deeds that every page
   knows. A page registers itself with its deeds and says what of the address it asks. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  const PATHS = { stage: "/", why: "/why", join: "/join", "what-if": "/what-if", city: "/city", world: "/world", lessons: "/lessons" };
  const PLACES = ["drawing", "wave", "step", "on-day", "proof", "door", "tab", "over", "measure", "group", "among", "weigh", "table", "row", "part", "guess", "told", "room", "theme"];
  const OWN = { stage: [], why: ["why"], join: ["join"], "what-if": ["beside"], city: [], world: [], lessons: ["lesson"] };
  const KEPT = ["lang", "names"]; // asked by every page, and no page of its own
  const NAMES = ["en", "both", "zh"];
  const pages = (linkage.pages = linkage.pages || {});
  const asked = {}; // page -> what it asked last
  const waiting = new Set(); // pages that were asked and have not answered
  let current = "";

  function pageOf(pathname) {
    return Object.keys(PATHS).find((name) => PATHS[name] === pathname) || "stage";
  }

  /** What of an address a page asks: everything but the places of the presenter, and what belongs to other pages. */
  function asks(page, search) {
    if (page === "lessons" && linkage.address.parts(search).lesson) return linkage.address.only(search, ["lesson", ...KEPT]);
    const others = Object.entries(OWN).flatMap(([name, own]) => (name === page ? [] : own));
    return linkage.address.without(search, [...PLACES, ...others]);
  }

  function show(page) {
    if (page === current) return;
    const before = pages[current];
    current = page;
    document.documentElement.dataset.page = page;
    for (const main of document.querySelectorAll("main[data-page]")) main.hidden = main.dataset.page !== page;
    for (const link of document.querySelectorAll(".pages a")) {
      if (link.dataset.page === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (before && before.leave) before.leave();
    byId("remark").textContent = "";
    closeAsks();
    if (pages[page] && pages[page].enter) pages[page].enter();
  }

  /** The address has changed: show its page, and ask what that page needs, once. */
  function route(pathname, search) {
    const none = window.dash_clientside.no_update;
    if (linkage.address.untold()) return [...Object.keys(PATHS).map(() => none), none];
    const said = search ?? window.location.search;
    const page = pageOf(pathname ?? window.location.pathname);
    show(page);
    const answers = Object.keys(PATHS).map((name) => (name === page ? changed(name, asks(name, said)) : none));
    const state = linkage.address.over(said);
    theme(state.theme || "dark", false);
    linkage.presenting.room(state.room === "yes");
    linkage.names.show(state.names || "en");
    const reading = (state["what-if"] || "").split(",")[0];
    const plain = { ...state, "what-if": reading.startsWith("reading:") ? reading : "" };
    const above = linkage.address.only(linkage.address.query(plain), ["world", "story", "record", "resident", "what-if", ...KEPT]);
    return [...answers, changed("controls", above)];
  }

  function changed(name, search) {
    if (asked[name] === search) return window.dash_clientside.no_update;
    asked[name] = search;
    waiting.add(name);
    return search;
  }

  /** Go to another state of the page shown, which asks for it itself: what it asks, or null if that was asked. */
  function going(more) {
    const search = asks(current, linkage.address.goNow(more));
    if (asked[current] === search) return null;
    return changed(current, search);
  }

  /** Have Dash ask what a page asks. */
  function askByDash(page, search) {
    window.dash_clientside.set_props(page + "-asks", { data: search });
  }

  /** A page has an answer: the address says what was answered, and only that. */
  function answered(page, data) {
    const state = data.state;
    waiting.delete(page);
    if (page !== current) return;
    closeAsks();
    const mine = ["world", "story", "record", "resident", "what-if", "seed", "residents", ...OWN[page]];
    const said = Object.fromEntries(mine.map((name) => [name, state[name] ?? ""]));
    const places = Object.fromEntries(Object.entries(linkage.address.now()).filter(([name]) => [...PLACES, ...KEPT, ...Object.values(OWN).flat()].includes(name) && !mine.includes(name)));
    const search = linkage.address.query({ ...places, ...said });
    asked[page] = asks(page, search);
    const gone = Object.fromEntries(Object.keys(linkage.address.now()).map((name) => [name, ""]));
    linkage.address.write({ ...gone, ...places, ...said });
    byId("remark").textContent = data.notes.join(" ");
    byId("label").textContent = data.label;
    const title = data.title + " · " + data.worldTitle;
    if (document.title !== title) document.title = title;
    shown();
  }

  /** Count that all there is to show is shown: the page, and the controls above it. */
  function shown() {
    if (waiting.has(current) || waiting.has("controls")) return;
    document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown || 0) + 1);
  }

  /** The controls above stand at what the address says. */
  function controlled() {
    waiting.delete("controls");
    shown();
  }

  function closeAsks() {
    const open = byId("asks") && byId("asks").classList.contains("open");
    if (open) byId("asks").classList.remove("open");
    return open;
  }

  // -- deeds that every page knows

  function theme(name, written) {
    document.documentElement.dataset.theme = name;
    if (written) linkage.address.write({ theme: name });
  }

  function otherTheme() {
    theme(document.documentElement.dataset.theme === "light" ? "dark" : "light", true);
  }

  /** Names in the next of the three ways. */
  function otherNames() {
    const now = NAMES.indexOf(linkage.address.now().names);
    linkage.address.go({ names: NAMES[(Math.max(0, now) + 1) % NAMES.length] });
  }

  function close() {
    if (document.documentElement.classList.contains("black")) return document.documentElement.classList.remove("black");
    if (linkage.recipe && linkage.recipe.close()) return undefined;
    if (linkage.saving.close()) return undefined;
    if (byId("help").open) return byId("help").close();
    if (pages[current] && pages[current].close && pages[current].close()) return undefined;
    if (closeAsks()) return undefined;
    if (byId("remark").textContent) return (byId("remark").textContent = "");
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
    return false;
  }

  const DEEDS = {
    theme: () => otherTheme(),
    screen: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}),
    ask: () => byId("asks").classList.toggle("open"),
    black: () => document.documentElement.classList.toggle("black"),
    room: () => linkage.presenting.room(!document.documentElement.classList.contains("room"), true),
    reset: () => linkage.presenting.reset(),
    notes: () => linkage.presenting.open(),
    names: () => otherNames(),
    save: (form) => (form ? linkage.saving.save(form) : linkage.saving.open()),
    help: () => (byId("help").open ? byId("help").close() : byId("help").showModal()),
    page: (name) => (name === current ? false : linkage.address.go({}, PATHS[name])),
    close: () => close(),
  };

  /** Do a deed by its name: the page's own, else the shell's. */
  function does(name, from) {
    const cut = name.indexOf(":");
    const [verb, what] = cut < 0 ? [name, ""] : [name.slice(0, cut), name.slice(cut + 1)];
    const own = pages[current] && pages[current].deeds && pages[current].deeds[verb];
    const deed = own || DEEDS[verb];
    if (!deed) return false;
    return deed(what, from) === false ? false : undefined;
  }

  linkage.shell = { does, answered, controlled, going, askByDash, asked: (page) => asked[page], page: () => current, unanswered: () => waiting.has(current) };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const more = link.dataset.more ? Object.fromEntries(new URLSearchParams(link.dataset.more.replace(/\+/g, "%2B"))) : {};
    linkage.address.go(more, PATHS[link.dataset.page]);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { shell: { route } });
})();
