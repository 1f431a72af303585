/* Steps through the waves of the page, by keys and buttons: lights the map, and shows the wave's sentence and quote. */
(function () {
  "use strict";

  /**
   * What the page always has.
   * @template T
   * @param {T} found
   * @returns {NonNullable<T>}
   */
  function there(found) {
    if (found) return found;
    throw new TypeError("missing");
  }

  /** @param {string} id */
  const byId = (id) => there(document.getElementById(id));

  /**
   * The words of an attribute.
   * @param {string | undefined} text
   */
  const wordsOf = (text) => (text || "").split(" ").filter(Boolean);

  const root = document.documentElement;
  const parts = [...document.querySelectorAll("svg.map [data-id]")];
  const waves = [...byId("waves").children];
  const steps = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#waves li li")]);
  const quotes = [...document.querySelectorAll("#quotes li")];
  /** The lights of each step: a part's number and its classes. */
  const lights = steps.map((step) => wordsOf(step.dataset.lit).map((light) => light.split(".")));
  const closedCounts = steps.map((step) => step.dataset.shut);
  const remark = byId("remark");
  const opening = byId("sentence").textContent;
  /** How many steps have been reached at the end of each wave. */
  const waveEnds = [0];
  for (const wave of waves) waveEnds.push(waveEnds[waveEnds.length - 1] + wave.querySelectorAll("li").length);
  /** How many steps have been reached. */
  let position = 0;
  let stepwise = false;

  /**
   * Adds the sign of a wrong match: a second edge and the sign to a box, a casing to an arrow.
   * @param {Element} part
   */
  function addWrongSign(part) {
    if (part.querySelector(".again, .casing")) return;
    /** @type {SVGGraphicsElement | null} */
    const body = part.querySelector(".body, .line");
    if (!body) return;
    const copy = /** @type {Element} */ (body.cloneNode());
    copy.setAttribute("class", body.classList.contains("line") ? "casing" : "again");
    body.before(copy);
    if (body.classList.contains("line")) return;
    const box = body.getBBox();
    const edge = { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 };
    for (const [name, value] of Object.entries(edge)) copy.setAttribute(name, String(value));
    const sign = /** @type {Element} */ (byId("mistaken").cloneNode(true));
    sign.removeAttribute("id");
    sign.setAttribute("transform", "translate(" + (box.x + box.width) + " " + box.y + ")");
    part.append(sign);
  }
  for (const light of lights.flat()) if (light.includes("wrong", 1)) addWrongSign(parts[Number(light[0])]);
  const baseClasses = parts.map((part) => part.getAttribute("class"));

  const previousEnd = () => waveEnds.filter((end) => end < position).pop() || 0;

  /**
   * Switches on what the steps so far light; what the steps from a number on light is new.
   * @param {number} from
   */
  function lightParts(from) {
    /** @type {Map<string, Set<string>>} */
    const states = new Map();
    lights.slice(0, position).forEach((stepLights, number) => {
      for (const [part, ...classes] of stepLights) {
        const state = states.get(part) || new Set(["on"]);
        states.set(part, state);
        for (const name of classes) state.add(name);
        if (number >= from) state.add("now");
      }
    });
    parts.forEach((part, number) => {
      const classes = states.get(String(number)) || [];
      part.setAttribute("class", [baseClasses[number], ...classes].join(" "));
    });
  }

  /**
   * Switches a class on or off; an element without any class has no such attribute.
   * @param {Element} node
   * @param {string} name
   * @param {boolean} on
   */
  function setClass(node, name, on) {
    node.classList.toggle(name, on);
    if (!node.classList.length) node.removeAttribute("class");
  }

  /**
   * Copies of the nodes, one for each text.
   * @param {Element[]} nodes
   */
  function distinctCopies(nodes) {
    const byText = new Map(nodes.map((node) => [node.textContent, node]));
    return [...byText.values()].map((node) => node.cloneNode(true));
  }

  /**
   * The sentence of the new steps: of one step its own, of several their wave's.
   * @param {Element[]} newSteps
   */
  function sentenceOf(newSteps) {
    if (!position) return opening;
    if (newSteps.length === 1) return there(newSteps[0].querySelector("span")).textContent;
    return there(waves[waveEnds.indexOf(position) - 1].querySelector("p span")).textContent;
  }

  function render() {
    const from = stepwise ? position - 1 : previousEnd();
    const newSteps = position ? steps.slice(from, position) : [];
    lightParts(from);
    byId("sentence").textContent = sentenceOf(newSteps);
    byId("basis").replaceChildren(...distinctCopies(newSteps.flatMap((step) => [...step.querySelectorAll("b, i")])));
    /** The first quote of the new steps is shown, a verbatim one before a paraphrase. */
    const newQuotes = newSteps.flatMap((step) => wordsOf(step.dataset.q)).map((number) => quotes[Number(number)]);
    const quote = newQuotes.find((item) => item.querySelector("q")) || newQuotes[0];
    const cite = document.createElement("cite");
    if (quote) cite.textContent = " - " + there(there(quote.parentElement).previousElementSibling).textContent;
    byId("quote").replaceChildren(...(quote ? [...quote.cloneNode(true).childNodes, cite] : []));
    steps.forEach((step, number) => {
      setClass(step, "reached", number < position);
      if (number >= from && number < position) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    setClass(byId("waves"), "started", position > 0);
    byId("shut").textContent = closedCounts.slice(0, position).filter(Boolean).pop() || "0";
    const list = byId("list");
    list.scrollTop = newSteps.length ? newSteps[0].offsetTop - list.offsetTop - 60 : 0;
  }

  /**
   * Shows the page after so many steps.
   * @param {number} target
   * @param {boolean} [single] whether only the last of them is new, not its whole wave
   */
  function goTo(target, single = false) {
    stepwise = single && target > 0;
    position = Math.min(Math.max(0, target), steps.length);
    render();
  }

  /**
   * Keeps the place behind the address's #, in the words of the stage: whole waves, single steps of the next one. A reload
   * finds it; a page inside another has no address of its own, and keeps none.
   */
  function keepPlace() {
    const wave = waveEnds.filter((end) => end && end <= position - Number(stepwise)).length;
    const single = position - waveEnds[wave];
    const place = [wave && "wave=" + wave, single && "step=" + single].filter(Boolean).join("&");
    const url = location.href.split("#")[0] + (place && "#" + place);
    try {
      if (url !== location.href) history.replaceState(null, "", url);
    } catch {
      /* no address */
    }
  }

  /** Goes where the address says; where it can't be meant, to the start, and says so. */
  function goToAddress() {
    const text = location.hash.slice(1);
    const said = /^(?:wave=(\d{1,4}))?(?:(?:^|&)step=(\d{1,4}))?$/.exec(text);
    const [wave, single] = said ? [Number(said[1] || 0), Number(said[2] || 0)] : [0, -1];
    const isThere = single >= 0 && waveEnds[wave] + single <= (waveEnds[wave + 1] || steps.length);
    remark.textContent = isThere ? "" : there(remark.dataset.says).replace("{place}", text.slice(0, 60));
    goTo(isThere ? waveEnds[wave] + single : 0, isThere && single > 0);
  }

  /** @type {Record<string, (single: boolean) => void>} */
  const ACTIONS = {
    next: (single) => goTo(single ? position + 1 : waveEnds.find((end) => end > position) || steps.length, single),
    back: (single) => goTo(single ? position - 1 : previousEnd(), single),
    start: () => goTo(0),
    last: () => goTo(steps.length),
    theme: () => root.setAttribute("data-theme", root.dataset.theme === "light" ? "dark" : "light"),
  };
  /**
   * Does what a key or a button asks for; the address says where that leads.
   * @param {string} action
   * @param {boolean} single
   */
  function act(action, single) {
    ACTIONS[action](single);
    remark.textContent = "";
    keepPlace();
  }

  /** @type {Record<string, string>} */
  const KEYS = {
    ArrowRight: "next",
    PageDown: "next",
    " ": "next",
    ArrowLeft: "back",
    PageUp: "back",
    Home: "start",
    End: "last",
    t: "theme",
    T: "theme",
  };

  document.addEventListener("keydown", (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? "" : KEYS[event.key];
    const target = /** @type {Element} */ (event.target);
    if (!action || (event.key === " " && target.closest("button"))) return;
    event.preventDefault();
    act(action, event.shiftKey && event.key.startsWith("Arrow"));
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    /** @type {HTMLElement | null} */
    const button = target.closest("button[data-do]");
    if (button) act(there(button.dataset.do), event.shiftKey);
  });
  window.addEventListener("hashchange", goToAddress);
  goToAddress();
  root.setAttribute("data-shown", "");
})();
