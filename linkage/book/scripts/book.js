/* The pocket edition: reads the data of the file, shows the page that the address names, and follows keys and clicks. */
import { aboutPage } from "./about_page.js";
import { nearest, withoutUnknown } from "./address_remarks.js";
import { cityPage } from "./city_page.js";
import { make } from "./elements.js";
import { FIELDS, changedState, readState, unreadFields, writeState } from "./hash_state.js";
import { joinPage } from "./join_page.js";
import { lessonPage } from "./lesson_page.js";
import { makePicture } from "./picture.js";
import { storyPage } from "./story_page.js";
import { tourBar, tourMove, tourPage } from "./tour_page.js";
import { whatIfPage } from "./what_if_page.js";
import { whyPage } from "./why_page.js";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const root = document.documentElement;
/** @type {BookData} */
const book = JSON.parse(byId("book").textContent || "");
const picture = makePicture(Object.values(book.names.effects).map(([word]) => word));

/** @type {Record<string, (context: BookContext) => BookPage>} */
const PAGES = { stage: storyPage, why: whyPage, join: joinPage, "what-if": whatIfPage, city: cityPage };
if (book.lessons.length) PAGES.lessons = lessonPage;
if (book.tours.length) PAGES.tours = tourPage;
PAGES.about = aboutPage;
const PAGE_NAMES = Object.keys(PAGES);

/** @type {BookState} */
let state = {};
/** @type {BookPage} */
let page = { content: [] };
/** @type {BookContext} */
let context;
let said = "";

/** @type {BookContext["say"]} */
const say = (label, values = {}) =>
  (book.labels[label] || label).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** Shows what the state says; what had the focus keeps it. */
function render() {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : "";
  const folds = openFolds();
  const story = book.stories.find((each) => each.id === state.story) || book.stories[0];
  const name = state.page && state.page in PAGES ? state.page : "stage";
  context = { book, pages: PAGE_NAMES, state, story, say, go, picture };
  page =
    story || ["city", "lessons", "tours", "about"].includes(name)
      ? PAGES[name](context)
      : { content: [make("section", { class: "text" }, make("p", {}, say("no_stories")))] };
  const main = byId("main");
  const scrolls = [...main.querySelectorAll(".beside")].map((each) => each.scrollTop);
  main.className = "page " + name;
  const bar = tourBar(context);
  main.replaceChildren(...page.content, ...(bar ? [bar] : []));
  for (const fold of main.querySelectorAll("details")) if (folds.has(fold.dataset.fold || "-")) fold.open = true;
  main.querySelectorAll(".beside").forEach((each, number) => (each.scrollTop = scrolls[number] || 0));
  picture.settle();
  const part = focused ? "" : state.part || "";
  main.querySelector("#stop-" + (/^\d+$/.test(part) ? part : "0"))?.scrollIntoView();
  follow(main);
  frame(name, story);
  const again = focused ? "[data-key=" + CSS.escape(focused) + "]" : "[data-key=none]";
  /** @type {HTMLElement | null} */ (document.querySelector(again))?.focus({ preventScroll: true });
}

/** The folds of the page that are open, by their names. */
function openFolds() {
  const folds = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details[data-fold][open]")]);
  return new Set(folds.map((fold) => fold.dataset.fold || ""));
}

/**
 * Scrolls the list beside a picture to what is new.
 * @param {HTMLElement} main
 */
function follow(main) {
  const beside = /** @type {HTMLElement | null} */ (main.querySelector(".beside"));
  const current = /** @type {HTMLElement | null} */ (main.querySelector(".beside [aria-current=step]"));
  if (beside && current && beside.scrollHeight > beside.clientHeight) {
    beside.scrollTop = Math.max(0, current.offsetTop - beside.offsetTop - 80);
  }
}

/**
 * What stands around every page: which one it is, which story, the remark, dark or light.
 * @param {string} name
 * @param {BookStory | undefined} story
 */
function frame(name, story) {
  for (const button of byId("pages").children) {
    const mine = /** @type {HTMLElement} */ (button).dataset.page === name;
    if (mine) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  const menu = /** @type {HTMLSelectElement} */ (byId("story"));
  menu.value = story ? story.id : "";
  byId("remark").textContent = said;
  const light = state.theme ? state.theme === "light" : matchMedia("(prefers-color-scheme: light)").matches;
  root.dataset.theme = light ? "light" : "dark";
  document.title = [
    story && ["stage", "why", "join", "what-if"].includes(name) ? story.title : say("page_" + name),
    book.world.title,
  ].join(" - ");
}

/**
 * Goes elsewhere in the book; the address says where, and the browser's back button leads to the page before.
 * @param {BookState} changes
 */
function go(changes) {
  const next = changedState(state, changes);
  const another = next.page !== state.page || next.story !== state.story;
  state = next;
  said = "";
  const url = location.href.split("#")[0] + "#" + writeState(state);
  try {
    if (another) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  } catch {
    /* a page inside another may have no address of its own: it keeps none */
  }
  render();
}

/** Goes where the address says. */
function goToAddress() {
  const { remark, state: known } = withoutUnknown(book, PAGE_NAMES, readState(location.hash), say);
  const unread = unreadFields(location.hash).map((name) => {
    const near = nearest(name, FIELDS);
    return near ? say("no_field_near", { name, near }) : say("no_field", { name });
  });
  said = [...unread, remark].filter(Boolean).join(" ");
  state = known;
  render();
}

/** @type {Record<string, () => BookState | null | undefined>} */
const ACTIONS = {
  next: () => tourMove(context, page, 1) || page.next,
  back: () => tourMove(context, page, -1) || page.back,
  "tour-next": () => tourMove(context, page, 1),
  "tour-back": () => tourMove(context, page, -1),
  stepNext: () => page.stepNext || page.next,
  stepBack: () => page.stepBack || page.back,
  first: () => page.first,
  last: () => page.last,
  theme: () => ({ theme: root.dataset.theme === "light" ? "dark" : "light" }),
  drawing: () => {
    const drawings = ["map", "accounts", "matrix"];
    return { drawing: drawings[(drawings.indexOf(state.drawing || "map") + 1) % drawings.length] };
  },
  days: () => ({ "on-day": state["on-day"] ? "" : "0" }),
  side: () => ({ side: state.side === "before" ? "" : "before" }),
  leave: () => (state.tour ? { tour: "", stop: "", walked: "" } : null),
};

/** @param {string} action */
function act(action) {
  const changes = ACTIONS[action]();
  if (changes) go(changes);
}

/** @type {Record<string, string>} */
const KEYS = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "back",
  PageUp: "back",
  Home: "first",
  End: "last",
  t: "theme",
  d: "drawing",
  y: "days",
  b: "side",
  Escape: "leave",
};

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {Element} */ (event.target);
  if (target.closest("select, input, textarea")) return;
  const number = Number(event.key);
  if (number >= 1 && number <= PAGE_NAMES.length) return go({ page: PAGE_NAMES[number - 1] });
  const shifted = event.shiftKey && { ArrowRight: "stepNext", ArrowLeft: "stepBack" }[event.key];
  const action = shifted || KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  act(action);
}

/** @param {Event} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target);
  /** @type {HTMLElement | null} */
  const button = target.closest("[data-do], [data-go], [data-page]");
  if (button) {
    const { do: action, go: changes, page: name } = button.dataset;
    if (action) act(action);
    else go(changes ? JSON.parse(changes) : { page: name || "" });
    return;
  }
  const door = target.closest("svg.map .service[data-id]");
  const service = door ? /** @type {SVGElement} */ (door).dataset.id?.replace("service:", "") : "";
  if (service) go({ page: "why", why: service });
}

/** @param {Event} event */
function onChoice(event) {
  const menu = /** @type {HTMLSelectElement} */ (event.target);
  if (menu.id === "story") go({ story: menu.value });
  else if (menu.dataset.field) go({ [menu.dataset.field]: menu.value });
}

function start() {
  byId("pages").replaceChildren(
    ...PAGE_NAMES.map((name, number) => {
      const keyed = say("page_" + name) + " (" + (number + 1) + ")";
      return make(
        "button",
        { type: "button", "data-page": name, "data-key": "page:" + name, title: keyed },
        say("page_" + name),
      );
    }),
  );
  const menu = byId("story");
  menu.hidden = !book.stories.length;
  menu.replaceChildren(
    ...book.stories.map((each) => make("option", { value: each.id }, each.title + " (" + each.name + ")")),
  );
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChoice);
  addEventListener("hashchange", goToAddress);
  addEventListener("popstate", goToAddress);
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", render);
  goToAddress();
  root.setAttribute("data-shown", "");
}

start();
