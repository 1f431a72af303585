/* The stage: how far the spread has been told, and what follows from it. `at` is so many whole waves, and so many
   single steps of the next one; everything on the screen is a function of it, so back is as exact as forward. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const byId = (id) => document.getElementById(id);
  let show = null;
  let state = {};
  let at = { wave: 0, step: 0 };
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
    if (linkage.days.on()) return linkage.days.render(true);
    const fresh = newest();
    linkage.picture.light(lights(fresh));
    const words = sentence();
    if (byId("sentence").textContent !== words) byId("sentence").textContent = words;
    byId("sentence").dataset.long = words.length > 165 ? "very" : words.length > 105 ? "yes" : "no";
    byId("hint").hidden = Boolean(at.wave || at.step) || !show.waves.length;
    linkage.panel.badges(show, at.step ? fresh.map((step) => [step.status, step.badge, 1]) : at.wave ? show.waves[at.wave - 1].badges : []);
    linkage.panel.told(show, fresh);
    linkage.panel.upTo(show, at, count() - fresh.length, count());
    if (linkage.shell.page() === "stage") linkage.address.write({ wave: at.wave, step: at.step });
  }

  function go(place) {
    if (place.wave === at.wave && place.step === at.step) return;
    at = place;
    closeAbout();
    render();
  }

  // -- pointing

  function about(id, from) {
    if (!linkage.panel.about(show, id, linkage.days.on() ? show.steps.length : count())) return;
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
    state = { drawing };
    linkage.picture.show(drawing);
    for (const each of byId("ask-drawing").querySelectorAll("[data-do]")) each.setAttribute("aria-pressed", String(each.dataset.do === "drawing:" + drawing));
    if (linkage.shell.page() === "stage") linkage.address.write({ drawing });
  }

  function close() {
    if (!byId("find-box").hidden) {
      openFind(false);
      return true;
    }
    if (linkage.days.stop()) return true;
    if (closeAbout()) return true;
    const open = byId("panel").classList.contains("open");
    byId("panel").classList.remove("open");
    return open;
  }

  const here = (deed) => (what, from) => (show ? deed(what, from) : false);
  const DEEDS = {
    next: here(() => go(forward(false))),
    back: here(() => go(backward(false))),
    "next-single": here(() => go(forward(true))),
    "back-single": here(() => go(backward(true))),
    start: here(() => go({ wave: 0, step: 0 })),
    last: here(() => go({ wave: show.waves.length, step: 0 })),
    wave: here((number) => go(clamped(Number(number), 0))),
    step: here((number) => go(atStep(Number(number)))),
    drawing: here((name) => choose(name || (state.drawing === "map" ? "accounts" : "map"))),
    details: here(() => byId("panel").classList.toggle("open")),
    find: here(() => openFind(byId("find-box").hidden)),
    about: here((id, from) => about(id, from)),
  };

  /** An answer came: its pictures, its lists, and the place in it that the address names. */
  function mount(data) {
    if (!data) return;
    const said = linkage.address.now();
    show = data;
    linkage.shell.answered("stage", data);
    linkage.picture.mount(data.pictures);
    linkage.panel.closeAbout();
    linkage.panel.mount(data);
    at = placed(said);
    linkage.days.mount(data, said["on-day"]);
    choose(data.pictures[said.drawing] ? said.drawing : "map");
    render();
  }

  const placed = (said) => clamped(Number.parseInt(said.wave, 10) || 0, Number.parseInt(said.step, 10) || 0);

  /** The stage is shown again: the window may have another shape now. */
  function enter() {
    if (show && linkage.picture.refit()) render();
  }

  /** Back from another page to the same question: a lesson's picture, or a reset, may name another place in it. */
  function again() {
    enter();
    setTimeout(() => {
      if (!show || linkage.shell.page() !== "stage" || linkage.shell.unanswered()) return;
      const said = linkage.address.now();
      const place = placed(said);
      if (linkage.days.on() !== Boolean(said["on-day"])) linkage.days.mount(show, said["on-day"]);
      else if (place.wave === at.wave && place.step === at.step) return;
      at = place;
      closeAbout();
      render();
    }, 0);
  }

  /** What the presenter's window shows of this place. */
  function told() {
    const after = forward(false);
    const more = after.wave !== at.wave || after.step !== at.step;
    return {
      title: show.title,
      now: linkage.days.on() ? byId("sentence").textContent : sentence(),
      next: more ? show.waves[after.wave - 1].sentence : "",
      notes: show.forSpeaker,
      place: at.wave + (at.step ? 1 : 0),
      places: show.waves.length,
    };
  }

  linkage.stage = { render, closeAbout, count, told: () => (show ? told() : null) };
  linkage.pages.stage = { deeds: linkage.days.over(DEEDS), close, enter: again, leave: () => linkage.days.stop() };

  /** The part of a picture at which somebody points; trunks are only drawn. */
  function pointable(target) {
    const part = target.closest ? target.closest("#stage svg.map [data-id]") : null;
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
    if (linkage.shell.page() === "stage") enter();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { stage: { mount } });
})();
