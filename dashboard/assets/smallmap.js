/* A map beside something else: mounted in a place of its own, parts lit by their data-ids. Knows no page. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});

  /** A map in a place. `told`: whether its parts can be reached by keyboard; else the text beside it tells the same. */
  function smallMap(place, told) {
    let parts = new Map();
    let lit = new Map();
    let shown = "";

    function mount(text) {
      if (text === shown) return;
      shown = text;
      lit = new Map();
      parts = new Map();
      if (!text) return place.replaceChildren();
      const svg = linkage.make.parsed(text);
      for (const each of svg.querySelectorAll("[data-id]")) {
        if (!parts.has(each.dataset.id)) parts.set(each.dataset.id, []);
        parts.get(each.dataset.id).push(each);
      }
      if (!told) hush(svg);
      place.replaceChildren(svg);
      return undefined;
    }

    function hush(svg) {
      svg.setAttribute("aria-hidden", "true");
      for (const each of svg.querySelectorAll("[tabindex]")) each.removeAttribute("tabindex");
      for (const each of svg.querySelectorAll("[role]")) each.removeAttribute("role");
    }

    /** Show exactly these classes: data-id -> list of classes. */
    function light(wanted) {
      for (const id of new Set([...lit.keys(), ...Object.keys(wanted)])) {
        const before = lit.get(id) || [];
        const now = wanted[id] || [];
        if (before.join(" ") === now.join(" ")) continue;
        for (const part of parts.get(id) || []) {
          part.classList.remove(...before);
          part.classList.add(...now);
        }
        if (now.length) lit.set(id, now);
        else lit.delete(id);
      }
    }

    return { mount, light, part: (id) => (parts.get(id) || [])[0], ids: () => [...parts.keys()] };
  }

  linkage.smallMap = smallMap;
})();
