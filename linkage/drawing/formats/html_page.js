(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const parts = [...document.querySelectorAll("svg.map [data-id]")];
  const waves = [...byId("waves").children];
  const steps = [...document.querySelectorAll("#waves li li")];
  const quotes = [...document.querySelectorAll("#quotes li")];
  const lights = steps.map((step) => (step.dataset.lit || "").split(" ").filter(Boolean).map((one) => one.split(".")));
  const shut = steps.map((step) => step.dataset.shut);
  const opening = byId("sentence").textContent;
  const ends = [0];
  for (const wave of waves) ends.push(ends[ends.length - 1] + wave.querySelectorAll("li").length);
  let told = 0;
  let single = false;

  /** What only a wrong match needs: an edge round a box with its sign, a casing under an arrow. */
  function ready(part) {
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
  for (const lit of lights) for (const [place, ...classes] of lit) if (classes.includes("wrong")) ready(parts[place]);
  const plain = parts.map((part) => part.getAttribute("class"));

  const first = () => (single ? told - 1 : ends.filter((end) => end < told).pop() || 0);

  function light(from) {
    const wanted = new Map();
    lights.slice(0, told).forEach((lit, number) => {
      for (const [place, ...classes] of lit) {
        if (!wanted.has(place)) wanted.set(place, new Set(["on"]));
        for (const one of classes) wanted.get(place).add(one);
        if (number >= from) wanted.get(place).add("now");
      }
    });
    parts.forEach((part, place) => {
      const more = [...(wanted.get(String(place)) || [])];
      part.setAttribute("class", [plain[place], ...more].join(" "));
    });
  }

  /** A class on or off; without any, no attribute is left behind. */
  function mark(node, name, on) {
    node.classList.toggle(name, on);
    if (!node.classList.length) node.removeAttribute("class");
  }

  const once = (nodes) => [...new Map(nodes.map((node) => [node.textContent, node])).values()].map((node) => node.cloneNode(true));

  function render() {
    const from = first();
    const fresh = told ? steps.slice(from, told) : [];
    const wave = waves[ends.indexOf(told) - 1];
    light(from);
    byId("sentence").textContent = !told ? opening : fresh.length === 1 ? fresh[0].querySelector("span").textContent : wave.querySelector("p span").textContent;
    byId("basis").replaceChildren(...once(fresh.flatMap((step) => [...step.querySelectorAll("b, i")])));
    const named = [...new Set(fresh.flatMap((step) => (step.dataset.q || "").split(" ").filter(Boolean)))].map((one) => quotes[one]);
    named.sort((one, other) => Boolean(other.querySelector("q")) - Boolean(one.querySelector("q")));
    const cite = document.createElement("cite");
    if (named[0]) cite.textContent = " - " + named[0].parentNode.previousElementSibling.textContent;
    byId("quote").replaceChildren(...(named[0] ? [...named[0].cloneNode(true).childNodes, cite] : []));
    steps.forEach((step, number) => {
      mark(step, "told", number < told);
      if (number >= from && number < told) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    mark(byId("waves"), "going", told > 0);
    const counted = shut.slice(0, told).filter(Boolean).pop();
    byId("shut").textContent = counted || "0";
    const list = byId("list");
    list.scrollTop = fresh.length ? fresh[0].offsetTop - list.offsetTop - 60 : 0;
  }

  function go(to, alone) {
    single = alone && to > 0;
    told = Math.min(Math.max(0, to), steps.length);
    render();
  }

  const DEEDS = {
    next: (alone) => go(alone ? told + 1 : ends.find((end) => end > told) || steps.length, alone),
    back: (alone) => go(alone ? told - 1 : ends.filter((end) => end < told).pop() || 0, alone),
    start: () => go(0),
    last: () => go(steps.length),
    theme: () => root.setAttribute("data-theme", root.dataset.theme === "light" ? "dark" : "light"),
  };
  const KEYS = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Home: "start", End: "last", t: "theme", T: "theme" };

  document.addEventListener("keydown", (event) => {
    const deed = event.ctrlKey || event.metaKey || event.altKey ? "" : KEYS[event.key];
    if (!deed || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    DEEDS[deed](event.shiftKey && event.key.startsWith("Arrow"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) DEEDS[button.dataset.do](event.shiftKey);
  });
  render();
  root.setAttribute("data-shown", "");
})();
