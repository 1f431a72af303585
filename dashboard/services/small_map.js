/* A map beside something else: mounted in a place of its own, parts lit by their data-ids. Knows no page. */
import { all, drawing } from "../shell/dom.js";

/**
 * A map in a place.
 * @param {HTMLElement} place
 * @param {boolean} reachable whether its parts can be reached by keyboard; else the text beside it tells the same
 */
export function smallMap(place, reachable) {
  /** @type {Map<string, HTMLElement[]>} */
  let parts = new Map();
  /** @type {Map<string, string>} */
  let foldOf = new Map(); // a link that isn't drawn by itself -> what stands for it
  /** @type {Map<string, string[]>} */
  let lit = new Map();
  let shown = "";

  /** @param {string} text the drawing, or nothing */
  function mount(text) {
    if (text === shown) return;
    shown = text;
    lit = new Map();
    parts = new Map();
    if (!text) return place.replaceChildren();
    const svg = drawing(text);
    foldOf = new Map();
    for (const part of all("[data-id]", svg)) {
      const id = part.dataset.id || "";
      parts.set(id, [...(parts.get(id) || []), part]);
      for (const link of (part.dataset.parts || "").split(" ").filter(Boolean)) foldOf.set(link, id);
    }
    if (!reachable) hide(svg);
    place.replaceChildren(svg);
    return undefined;
  }

  /** @param {SVGSVGElement} svg */
  function hide(svg) {
    svg.setAttribute("aria-hidden", "true");
    for (const part of all("[tabindex]", svg)) part.removeAttribute("tabindex");
    for (const part of all("[role]", svg)) part.removeAttribute("role");
  }

  /**
   * The same lights, with those of links that aren't drawn at what stands for them.
   * @param {Record<string, string[]>} wanted data-id -> classes
   */
  function folded(wanted) {
    if (!foldOf.size) return wanted;
    /** @type {Record<string, string[]>} */
    const merged = {};
    for (const [id, classes] of Object.entries(wanted)) {
      const shownAt = foldOf.get(id) || id;
      merged[shownAt] = [...new Set([...(merged[shownAt] || []), ...classes])];
    }
    return merged;
  }

  /**
   * Show exactly these classes.
   * @param {Record<string, string[]>} lights data-id -> classes
   */
  function light(lights) {
    const wanted = folded(lights);
    for (const id of new Set([...lit.keys(), ...Object.keys(wanted)])) {
      const before = lit.get(id) || [];
      const after = wanted[id] || [];
      if (before.join(" ") === after.join(" ")) continue;
      for (const part of parts.get(id) || []) {
        part.classList.remove(...before);
        part.classList.add(...after);
      }
      if (after.length) lit.set(id, after);
      else lit.delete(id);
    }
  }

  return { mount, light };
}
