/** Steps through the waves of the page, by keys and buttons: lights the map, and shows the wave's sentence and quote. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const parts = [...document.querySelectorAll("svg.map [data-id]")];
  const waves = [...byId("waves").children];
  const steps = [...document.querySelectorAll("#waves li li")];
  const quotes = [...document.querySelectorAll("#quotes li")];
  /** The lights of each step: pairs of a part's number and its classes. */
  const lights = steps.map((step) => (step.dataset.lit || "").split(" ").filter(Boolean).map((light) => light.split(".")));
  const closedCounts = steps.map((step) => step.dataset.shut);
  const opening = byId("sentence").textContent;
  /** How many steps have been reached at the end of each wave. */
  const waveEnds = [0];
  for (const wave of waves) waveEnds.push(waveEnds[waveEnds.length - 1] + wave.querySelectorAll("li").length);
  /** How many steps have been reached. */
  let position = 0;
  let stepwise = false;

  /** Adds the sign of a wrong match: a second edge and the sign to a box, a casing to an arrow. */
  function addWrongSign(part) {
    if (part.querySelector(".again, .casing")) return;
    const body = part.querySelector(".body, .line");
    if (!body) return;
    const copy = body.cloneNode();
    copy.setAttribute("class", body.classList.contains("line") ? "casing" : "again");
    body.before(copy);
    if (body.classList.contains("line")) return;
    const box = body.getBBox();
    for (const [name, value] of [["x", box.x - 4], ["y", box.y - 4], ["width", box.width + 8], ["height", box.height + 8]]) copy.setAttribute(name, value);
    const sign = byId("mistaken").cloneNode(true);
    sign.removeAttribute("id");
    sign.setAttribute("transform", "translate(" + (box.x + box.width) + " " + box.y + ")");
    part.append(sign);
  }
  for (const light of lights.flat()) if (light.includes("wrong", 1)) addWrongSign(parts[light[0]]);
  const baseClasses = parts.map((part) => part.getAttribute("class"));

  const previousEnd = () => waveEnds.filter((end) => end < position).pop() || 0;

  /** Switches on what the steps so far light; what the steps from a number on light is new. */
  function lightParts(from) {
    const states = new Map();
    lights.slice(0, position).forEach((stepLights, number) => {
      for (const [part, ...classes] of stepLights) {
        if (!states.has(part)) states.set(part, new Set(["on"]));
        for (const name of classes) states.get(part).add(name);
        if (number >= from) states.get(part).add("now");
      }
    });
    parts.forEach((part, number) => {
      const classes = [...(states.get(String(number)) || [])];
      part.setAttribute("class", [baseClasses[number], ...classes].join(" "));
    });
  }

  /** Switches a class on or off; an element without any class has no such attribute. */
  function setClass(node, name, on) {
    node.classList.toggle(name, on);
    if (!node.classList.length) node.removeAttribute("class");
  }

  /** Copies of the nodes, one for each text. */
  const distinctCopies = (nodes) => [...new Map(nodes.map((node) => [node.textContent, node])).values()].map((node) => node.cloneNode(true));

  function render() {
    const from = stepwise ? position - 1 : previousEnd();
    const newSteps = position ? steps.slice(from, position) : [];
    const wave = waves[waveEnds.indexOf(position) - 1];
    lightParts(from);
    byId("sentence").textContent = !position ? opening : newSteps.length === 1 ? newSteps[0].querySelector("span").textContent : wave.querySelector("p span").textContent;
    byId("basis").replaceChildren(...distinctCopies(newSteps.flatMap((step) => [...step.querySelectorAll("b, i")])));
    /** The first quote of the new steps is shown, a verbatim one before a paraphrase. */
    const numbers = new Set(newSteps.flatMap((step) => (step.dataset.q || "").split(" ").filter(Boolean)));
    const newQuotes = [...numbers].map((number) => quotes[number]);
    newQuotes.sort((first, second) => Boolean(second.querySelector("q")) - Boolean(first.querySelector("q")));
    const quote = newQuotes[0];
    const cite = document.createElement("cite");
    if (quote) cite.textContent = " - " + quote.parentNode.previousElementSibling.textContent;
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

  function goTo(target, single) {
    stepwise = single && target > 0;
    position = Math.min(Math.max(0, target), steps.length);
    render();
  }

  const ACTIONS = {
    next: (single) => goTo(single ? position + 1 : waveEnds.find((end) => end > position) || steps.length, single),
    back: (single) => goTo(single ? position - 1 : previousEnd(), single),
    start: () => goTo(0),
    last: () => goTo(steps.length),
    theme: () => root.setAttribute("data-theme", root.dataset.theme === "light" ? "dark" : "light"),
  };
  const KEYS = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Home: "start", End: "last", t: "theme", T: "theme" };

  document.addEventListener("keydown", (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? "" : KEYS[event.key];
    if (!action || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    ACTIONS[action](event.shiftKey && event.key.startsWith("Arrow"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) ACTIONS[button.dataset.do](event.shiftKey);
  });
  render();
  root.setAttribute("data-shown", "");
})();
