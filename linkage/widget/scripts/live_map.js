/* The live map of a notebook: steps by buttons, keys and a slider, and a box for a what-if, which Python answers.

   Everything stands in a shadow tree, so that no rule of the notebook changes the map and none of the map's the
   notebook. Nothing is requested from anywhere; the model that `anywidget` hands over is all that it knows. */
import { badge, keyList, make } from "../../book/scripts/elements.js";
import { makePicture } from "../../book/scripts/picture.js";
import { keepsKey, litParts, moved, viewOf } from "./live_view.js";
import { followTheme } from "./notebook_theme.js";
import { makeWhatIfBox } from "./what_if_box.js";

const NO_SHORTCUTS = "data-lm-suppress-shortcuts"; // what JupyterLab and Notebook 7 ask for
const FIELDS = ["story", "reply", "typed", "side", "position"];

/**
 * A label, with values in the places of their names.
 * @param {LiveStory} story
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
const say = (story, name, values = {}) =>
  story.labels[name].replace(/\{(\w+)\}/g, (whole, value) => (value in values ? String(values[value]) : whole));

/** @param {EventTarget | null} target */
const isBox = (target) => target instanceof HTMLInputElement && target.type === "text";

/**
 * Shows a live map in an element of a page.
 * @param {{ model: LiveModel, el: HTMLElement }} place
 */
function render({ model, el }) {
  /** @type {LiveStory} */
  const story = model.get("story");
  const label = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ values = {}) =>
    say(story, name, values);
  const picture = makePicture([...story.words, "opened"]);
  const sentence = make("p", { class: "sentence", "aria-live": "polite" });
  const basis = make("p", { class: "basis" });
  const where = make("span", { class: "where" });
  const doors = make("span", { class: "doors" });
  const slider = make("input", { type: "range", min: 0, step: 1, "aria-label": label("slider") });
  const list = make("ol", {});
  const stamp = make("p", { class: "foot" });
  const box = makeWhatIfBox(story, label, ask, chooseSide);
  const button = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {string} */ key) => {
    const made = make("button", { type: "button", "aria-label": label(name) }, sign);
    made.addEventListener("click", () => press(key));
    return made;
  };
  const root = make(
    "section",
    { class: "live", "aria-label": story.heading },
    make("p", { class: "title" }, make("b", {}, story.title)),
    picture.figure,
    make("div", { class: "bar" }, button("back", "←", "ArrowLeft"), slider, button("next", "→", "ArrowRight"), where),
    sentence,
    make("div", { class: "counts" }, basis, doors),
    box.form,
    make("details", {}, make("summary", {}, label("steps")), list),
    make("p", { class: "foot" }, label("keys")),
    stamp,
  );

  /** @type {LiveTelling | null} the telling that the list of steps is of */
  let listed = null;

  /** Shows what the model says now. */
  function show() {
    const view = viewOf(model);
    const { telling, position, change } = view;
    const step = telling.steps[position - 1];
    if (change?.wide) picture.show({ id: change.id, title: story.title, pictures: { map: change.wide } }, "map");
    else picture.show(story, "map");
    picture.light(litParts(view));
    picture.settle();
    write(sentence, step ? step.sentence : telling.opening);
    basis.replaceChildren(...(step ? aboutStep(step) : []));
    slider.max = String(telling.steps.length);
    slider.value = String(position);
    const place = { step: position, steps: telling.steps.length, day: step ? step.day : 0 };
    where.textContent = label(step ? "place" : "place_start", place);
    slider.setAttribute("aria-valuetext", where.textContent);
    doors.textContent = label("doors", { count: step ? step.closed : 0, total: story.total, name: story.name });
    box.show(view, model.get("reply"), model.get("typed"));
    if (listed !== telling) listSteps(telling);
    write(stamp, telling.stamp.join(" - "));
    [...list.children].forEach((item, number) => {
      item.classList.toggle("reached", number < position);
      if (number === position - 1) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  /** Writes a text where it differs, so that a reader isn't told the same twice. */
  function write(/** @type {HTMLElement} */ element, /** @type {string} */ text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /**
   * What a step rests on: its badge, whether it is a wrong match, and what it joined on.
   * @param {LiveStep} step
   */
  function aboutStep(step) {
    const wrong = step.wrong && make("b", { class: "wrong" }, label("wrong"));
    return [badge(step.status, step.badge), " ", ...(wrong ? [wrong, " "] : []), ...keyList(step.keys)];
  }

  /** @param {LiveTelling} telling */
  function listSteps(telling) {
    listed = telling;
    list.replaceChildren(
      ...telling.steps.map((step, place) => {
        const go = make("button", { type: "button", class: "plain" }, step.sentence);
        go.addEventListener("click", () => goTo(place + 1));
        return make("li", {}, go, " ", ...aboutStep(step));
      }),
    );
  }

  /** @param {number} position */
  function goTo(position) {
    model.set("position", position);
    model.save_changes();
    show();
  }

  /** @param {string} key */
  function press(key) {
    const { position, telling } = viewOf(model);
    const next = moved(key, position, telling.steps.length);
    if (next === null) return false;
    if (next !== position) goTo(next);
    return true;
  }

  /** @param {string} text */
  function ask(text) {
    model.set("typed", text);
    model.save_changes();
    show();
  }

  /** @param {string} side */
  function chooseSide(side) {
    const view = viewOf(model);
    const steps = side === "after" && view.change ? view.change.steps : story.steps;
    const atEnd = view.position === view.telling.steps.length;
    model.set("side", side);
    model.set("position", atEnd ? steps.length : Math.min(view.position, steps.length));
    model.save_changes();
    show();
  }

  slider.addEventListener("input", () => goTo(Number(slider.value)));
  root.addEventListener("keydown", (event) => {
    const inBox = isBox(event.target);
    if (!keepsKey(event, inBox)) return;
    event.stopPropagation(); // the notebook's own keys move between cells
    if (!inBox && press(event.key)) event.preventDefault();
  });

  const host = make("div");
  /**
   * Says, before the notebook hears of a key, whose it is: it asks the element that its event comes from, which is the
   * host, and no element inside of the shadow tree.
   * @param {KeyboardEvent} event
   */
  function lendKey(event) {
    const from = event.composedPath();
    if (from.includes(root)) host.toggleAttribute(NO_SHORTCUTS, keepsKey(event, isBox(from[0])));
  }
  host.toggleAttribute(NO_SHORTCUTS, true);
  window.addEventListener("keydown", lendKey, true);
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(model.get("style_sheet"));
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  el.replaceChildren(host);
  const unfollow = followTheme(root);
  const resized = new ResizeObserver(() => picture.settle()); // a bar beside the notebook opens, or the cell is back
  resized.observe(picture.figure);
  for (const field of FIELDS) model.on("change:" + field, show);
  show();
  return () => {
    unfollow();
    resized.disconnect();
    window.removeEventListener("keydown", lendKey, true);
    box.done();
    for (const field of FIELDS) model.off("change:" + field, show);
  };
}

export default { render };
