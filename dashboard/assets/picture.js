/* The pictures: mounted once a question, then only classes change. Text in them was escaped where they were made; they
   are read as XML, so nothing in them could become HTML. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const PLACES = { map: "picture-map", accounts: "picture-accounts" };
  const WIDE = { width: 1474, height: 854 };
  const STATES = ["on", "wrong", "refuse", "slow", "wait", "fine", "publish", "reward", "closed", "used", "ended", "now"];
  let sources = {};
  let parts = {}; // drawing -> data-id -> elements
  let shape = "";
  let last = new Map();

  /** The large letters of the small shape are also right for a hall. */
  function fits() {
    if (document.documentElement.classList.contains("room")) return 1;
    const room = document.querySelector(".pictures").getBoundingClientRect();
    return Math.min(room.width / WIDE.width, room.height / WIDE.height) < 0.86 ? 1 : 0;
  }

  function index(svg) {
    const found = {};
    for (const each of svg.querySelectorAll("[data-id]")) {
      (found[each.dataset.id] = found[each.dataset.id] || []).push(each);
      if (each.classList.contains("edge")) reachable(each);
    }
    return found;
  }

  /** An arrow can be reached by Tab as a box can. */
  function reachable(edge) {
    const title = edge.querySelector("title");
    edge.setAttribute("tabindex", "0");
    edge.setAttribute("role", "button");
    edge.setAttribute("aria-label", title ? title.textContent : edge.dataset.id);
  }

  function place(drawing, svg) {
    document.getElementById(PLACES[drawing]).replaceChildren(svg);
    parts[drawing] = index(svg);
  }

  /** Put the pictures of a question on the stage, in the shape that the window has room for. */
  function mount(pictures) {
    sources = pictures;
    shape = fits();
    last = new Map();
    for (const drawing of Object.keys(PLACES)) {
      const found = pictures[drawing];
      if (found) place(drawing, linkage.make.parsed(found[Math.min(shape, found.length - 1)]));
      else document.getElementById(PLACES[drawing]).replaceChildren();
    }
  }

  /** Mount again if the window now has room for the other shape. */
  function refit() {
    if (!Object.keys(sources).length || fits() === shape) return false;
    mount(sources);
    return true;
  }

  /** Show exactly these classes: a Map of drawing:data-id -> Set of classes. */
  function light(wanted) {
    for (const name of new Set([...last.keys(), ...wanted.keys()])) {
      const before = last.get(name) || "";
      const now = wanted.get(name) ? STATES.filter((each) => wanted.get(name).has(each)).join(" ") : "";
      if (before === now) continue;
      const cut = name.indexOf("|");
      for (const part of partsOf(name.slice(0, cut), name.slice(cut + 1))) {
        part.classList.remove(...before.split(" ").filter(Boolean));
        part.classList.add(...now.split(" ").filter(Boolean));
      }
      if (now) last.set(name, now);
      else last.delete(name);
    }
  }

  function show(drawing) {
    for (const [name, id] of Object.entries(PLACES)) document.getElementById(id).hidden = name !== drawing;
  }

  /** The parts of the drawing on show with a data-id. */
  function partsOf(drawing, id) {
    return (parts[drawing] || {})[id] || [];
  }

  function ids(drawing) {
    return Object.keys(parts[drawing] || {});
  }

  linkage.picture = { mount, refit, light, show, partsOf, ids };
})();
