/* The one picture of a page: mounted when another is asked for, else only its parts' classes change, so nothing moves. */
import { make } from "./elements.js";

const STATES = ["on", "now", "wrong", "closed", "ended", "off", "absent", "used"];

/**
 * The picture, empty at first.
 * @param {string[]} words the classes of effects, and what else a light may switch beside the states
 * @returns {BookPicture}
 */
export function makePicture(words) {
  const figure = make("figure", { class: "picture", tabindex: 0 });
  const switched = new Set([...STATES, ...words]);
  /** @type {Map<string, { part: Element, base: string }[]>} the parts by the data-ids that light them */
  let byId = new Map();
  let shown = "";
  let left = 0;
  figure.addEventListener("scroll", () => figure.isConnected && (left = figure.scrollLeft), { passive: true });

  /** @param {Element} part @param {string} id */
  function remember(part, id) {
    const base = (part.getAttribute("class") || "").split(" ").filter((name) => !STATES.includes(name));
    byId.set(id, [...(byId.get(id) || []), { part, base: base.join(" ") }]);
  }

  return {
    figure,
    show(story, drawing) {
      const key = story.id + " " + drawing;
      if (key === shown) return;
      shown = key;
      left = 0;
      const text = story.pictures[drawing] || story.pictures.map;
      const drawn = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
      byId = new Map();
      for (const part of drawn.querySelectorAll("[data-id]")) {
        const { id = "", parts = "" } = /** @type {SVGElement} */ (part).dataset;
        for (const name of [id, ...parts.split(" ").filter(Boolean)]) remember(part, name);
        if (part.getAttribute("role") === "button") part.setAttribute("role", "img");
        part.removeAttribute("tabindex");
      }
      figure.setAttribute("aria-label", story.title);
      figure.replaceChildren(drawn);
      figure.className = "picture " + drawing;
    },
    light(lights) {
      /** @type {Map<Element, Set<string>>} */
      const classes = new Map();
      const drawn = [...byId].flatMap(([id, parts]) => parts.map((each) => ({ ...each, id })));
      for (const { part, base, id } of drawn) {
        const names = classes.get(part) || new Set(base.split(" "));
        classes.set(part, names);
        for (const name of lights.get(id) || []) if (switched.has(name)) names.add(name);
      }
      for (const [part, names] of classes) {
        const text = [...names].join(" ");
        if (part.getAttribute("class") !== text) part.setAttribute("class", text);
      }
    },
    settle() {
      const news = [...figure.querySelectorAll(".node.now, .cell.now")];
      if (news.length) bringIntoView(figure, news);
      else figure.scrollLeft = left;
    },
  };
}

/**
 * Scrolls a picture that is wider than its room to what is new.
 * @param {HTMLElement} figure
 * @param {Element[]} news
 */
function bringIntoView(figure, news) {
  if (figure.scrollWidth <= figure.clientWidth + 1) return;
  const boxes = news.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const right = Math.max(...boxes.map((box) => box.right));
  figure.scrollLeft += (left + right) / 2 - figure.getBoundingClientRect().left - figure.clientWidth / 2;
}
