/* The stage: how far the spread has been told, and what follows from it. `at` is so many whole waves, and so many
   single steps of the next one; everything on the screen is a function of it, so back is as exact as forward. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  let show = null;
  let state = {};
  let at = { wave: 0, step: 0 };
  let asked = null;
  let pointed = null;

  // -- places in the telling

  const start = (wave) => (wave > 0 ? show.waves[wave - 1].end : 0);
  const length = (wave) => (wave < show.waves.length ? show.waves[wave].end - start(wave) : 0);
  const count = () => start(at.wave) + at.step;

  function clamped(wave, step) {
    const whole = Math.min(Math.max(0, wave), show.waves.length);
    const single = Math.min(Math.max(0, step), length(whole));
    return single === 1 && length(whole) === 1 ? { wave: whole + 1, step: 0 } : { wave: whole, step: single };
  }

  function forward(single) {
    if (!single) return clamped(at.wave + 1, 0);
    if (at.step < length(at.wave)) return clamped(at.wave, at.step + 1);
    return at.wave < show.waves.length ? clamped(at.wave + 1, 1) : at;
  }

  function backward(single) {
    if (!single) return clamped(at.step ? at.wave : at.wave - 1, 0);
    if (at.step > 1) return clamped(at.wave, at.step - 1);
    if (at.step === 1) return lastOf(at.wave - 1);
    return length(at.wave - 1) > 1 ? clamped(at.wave - 1, length(at.wave - 1) - 1) : lastOf(at.wave - 2);
  }

  /** Where a wave's last single step has just been shown. */
  function lastOf(wave) {
    if (wave < 0) return { wave: 0, step: 0 };
    return length(wave) === 1 ? { wave: wave + 1, step: 0 } : { wave, step: length(wave) };
  }

  function atStep(place) {
    const wave = show.waves.findIndex((each) => place <= each.end);
    return wave < 0 ? at : clamped(wave, place - start(wave));
  }

  // -- one place, shown

  /** The newest steps: those of the wave just shown, or the single step. */
  function newest() {
    if (at.step) return show.steps.slice(count() - 1, count());
    return at.wave ? show.steps.slice(start(at.wave - 1), start(at.wave)) : [];
  }

  function sentence() {
    if (at.step) return show.steps[count() - 1].sentence;
    return at.wave ? show.waves[at.wave - 1].sentence : show.opening;
  }

  function lights(fresh) {
    const wanted = new Map();
    show.steps.slice(0, count()).forEach((step, place) => {
      const now = place >= count() - fresh.length;
      for (const [drawing, lit] of [["map", step.light], ["accounts", step.accounts]]) {
        for (const [id, ...classes] of lit) {
          const name = drawing + "|" + id;
          if (!wanted.has(name)) wanted.set(name, new Set());
          for (const each of classes) wanted.get(name).add(each);
          if (now) wanted.get(name).add("now");
        }
      }
    });
    return wanted;
  }

  function render() {
    const fresh = newest();
    linkage.picture.light(lights(fresh));
    const words = sentence();
    if (byId("sentence").textContent !== words) byId("sentence").textContent = words;
    byId("sentence").dataset.long = words.length > 165 ? "very" : words.length > 105 ? "yes" : "no";
    byId("hint").hidden = Boolean(at.wave || at.step) || !show.waves.length;
    linkage.panel.badges(show, at.step ? fresh.map((step) => [step.status, step.badge, 1]) : at.wave ? show.waves[at.wave - 1].badges : []);
    linkage.panel.told(show, fresh);
    linkage.panel.upTo(show, at, count() - fresh.length, count());
    state = { ...state, wave: at.wave, step: at.step };
    linkage.address.write(state, show.blank);
  }

  function go(place) {
    if (place.wave === at.wave && place.step === at.step) return;
    at = place;
    closeAbout();
    render();
  }

  // -- pointing

  function about(id, from) {
    if (!linkage.panel.about(show, id, count())) return;
    pointed = from || null;
    byId("panel").classList.add("open");
  }

  function closeAbout() {
    if (byId("about").hidden) return false;
    if (pointed && byId("about").contains(document.activeElement)) pointed.focus();
    linkage.panel.closeAbout();
    pointed = null;
    return true;
  }

  function find(text) {
    const sought = text.trim().toLowerCase();
    let first = null;
    for (const id of linkage.picture.ids(state.drawing)) {
      const entry = show.about[id];
      const here = Boolean(sought && entry && id.match(/^(database|service|record|account|value):/) && entry.title.toLowerCase().includes(sought));
      for (const part of linkage.picture.partsOf(state.drawing, id)) {
        part.classList.toggle("found", here);
        if (here && !first) first = part;
      }
    }
    return first;
  }

  function openFind(open) {
    const box = byId("find-box");
    box.hidden = !open;
    const input = box.querySelector("input");
    if (open) input.select();
    if (open) input.focus();
    else find("");
  }

  // -- deeds, by key or button

  function choose(drawing) {
    if (!show.pictures[drawing]) return;
    state = { ...state, drawing };
    linkage.picture.show(drawing);
    for (const each of byId("ask-drawing").querySelectorAll("[data-do]")) each.setAttribute("aria-pressed", String(each.dataset.do === "drawing:" + drawing));
    linkage.address.write(state, show.blank);
  }

  function theme(name) {
    state = { ...state, theme: name };
    document.documentElement.setAttribute("data-mantine-color-scheme", name);
    window.dash_clientside.set_props("shell", { forceColorScheme: name });
    linkage.address.write(state, show.blank);
  }

  function close() {
    const help = byId("help");
    if (document.documentElement.classList.contains("black")) return document.documentElement.classList.remove("black");
    if (help.open) return help.close();
    if (!byId("find-box").hidden) return openFind(false);
    if (closeAbout()) return undefined;
    if (byId("asks").classList.contains("open")) return byId("asks").classList.remove("open");
    if (byId("panel").classList.contains("open")) return byId("panel").classList.remove("open");
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
    return false;
  }

  const DEEDS = {
    next: () => go(forward(false)),
    back: () => go(backward(false)),
    "next-single": () => go(forward(true)),
    "back-single": () => go(backward(true)),
    start: () => go({ wave: 0, step: 0 }),
    last: () => go({ wave: show.waves.length, step: 0 }),
    wave: (number) => go(clamped(Number(number), 0)),
    step: (number) => go(atStep(Number(number))),
    drawing: (name) => choose(name || (state.drawing === "map" ? "accounts" : "map")),
    theme: () => theme(state.theme === "dark" ? "light" : "dark"),
    screen: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}),
    details: () => byId("panel").classList.toggle("open"),
    ask: () => byId("asks").classList.toggle("open"),
    black: () => document.documentElement.classList.toggle("black"),
    help: () => (byId("help").open ? byId("help").close() : byId("help").showModal()),
    find: () => openFind(byId("find-box").hidden),
    about: (id, from) => about(id, from),
    close: () => close(),
  };

  function does(name, from) {
    if (!show || !show.steps) return false;
    const cut = name.indexOf(":");
    const deed = DEEDS[cut < 0 ? name : name.slice(0, cut)];
    if (!deed) return false;
    const done = deed(cut < 0 ? "" : name.slice(cut + 1), from);
    return name === "close" && done === false ? false : undefined;
  }

  // -- questions

  function moveTo(next) {
    asked = linkage.address.query(next, show.blank);
    window.dash_clientside.set_props("url", { search: asked });
  }

  /** A control was changed: write the address that it asks for. The server answers the address. */
  function ask(world, story, record, resident, reading) {
    if (!show) return;
    const fresh = { wave: 0, step: 0 };
    const now = show.state;
    const plain = { ...show.blank, drawing: state.drawing, theme: state.theme, lang: state.lang };
    if (world && world !== now.world) moveTo({ ...plain, world });
    else if (story && story !== now.story) moveTo({ ...state, ...fresh, story, record: "", resident: "" });
    else if (record && record !== now.record) moveTo({ ...state, ...fresh, record, story: "", resident: "" });
    else if ((resident || "") !== now.resident) moveTo({ ...state, ...fresh, resident: resident || "" });
    else if (reading && reading !== show.reading) moveTo({ ...state, "what-if": linkage.address.withReading(state["what-if"], reading === show.baseline ? "" : reading) });
  }

  /** An answer came: its pictures, its lists, and the place in it that the address names. */
  function mount(data) {
    if (!data) return;
    if (!data.steps) {
      byId("remark").textContent = (data.notes || []).join(" ");
      return;
    }
    show = data;
    state = { ...data.state };
    asked = null;
    linkage.picture.mount(data.pictures);
    linkage.panel.closeAbout();
    linkage.panel.mount(data);
    at = clamped(state.wave, state.step);
    choose(data.pictures[state.drawing] ? state.drawing : "map");
    if (document.documentElement.getAttribute("data-mantine-color-scheme") !== state.theme) theme(state.theme);
    byId("asks").classList.remove("open");
    if (document.activeElement && document.activeElement.closest(".asks")) document.activeElement.blur();
    document.title = data.title + " · " + data.worldTitle;
    render();
    document.documentElement.dataset.shown = String(Number(document.documentElement.dataset.shown || 0) + 1);
  }

  linkage.stage = { does, unanswered: () => asked !== null };

  /** The part of a picture at which somebody points; trunks are only drawn. */
  function pointable(target) {
    const part = target.closest ? target.closest("svg.map [data-id]") : null;
    return part && !part.classList.contains("trunk") ? part : null;
  }

  document.addEventListener("click", (event) => {
    const part = show && pointable(event.target);
    if (part) about(part.dataset.id, part);
  });
  document.addEventListener("focusin", (event) => {
    const part = show && pointable(event.target);
    if (part && part.matches(":focus-visible")) about(part.dataset.id, part);
  });
  document.addEventListener("input", (event) => {
    if (show && event.target.closest("#find-box")) find(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !show) return;
    const part = pointable(event.target);
    if (event.target.closest("#find-box")) {
      const first = find(event.target.value);
      if (first) first.focus();
      if (first) about(first.dataset.id, first);
    } else if (part) {
      about(part.dataset.id, part);
      byId("about").focus();
    }
  });
  window.addEventListener("resize", () => {
    if (show && linkage.picture.refit()) render();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { stage: { mount, ask } });
})();
