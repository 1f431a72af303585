/* The map on the screen as a file: an SVG with its colours written into its parts, or a PNG drawn from that on a canvas.
   Nothing is asked of the server. Under the map stand what it shows, the label with the reading and what is assumed. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const part = (...given) => linkage.tabled.part(...given);
  const byId = (id) => document.getElementById(id);
  const SCALE = 2; // pixels of a PNG for each unit of the map
  const SIZE = 20; // letters under the map
  const SHOWN = [
    "display", "visibility", "opacity", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "paint-order", "font-family", "font-size", "font-weight", "text-anchor", "text-decoration-line", "dominant-baseline",
  ]; // what a part's look is made of
  const WRITTEN = { "text-decoration-line": "text-decoration" };
  const PLACES = { stage: ".pictures svg.map", "what-if": "#what-if-map svg.map" };

  /** The map that is shown now. */
  const shown = () => [...document.querySelectorAll(PLACES[linkage.shell.page()] || "none")].find((each) => each.checkVisibility()) || null;

  // -- one file of its own

  /** Write each part's look into its copy; what isn't seen is left out. */
  function settle(from, to) {
    const style = getComputedStyle(from);
    if (style.display === "none") return to.remove();
    for (const name of SHOWN) {
      const value = style.getPropertyValue(name);
      if (value) to.setAttribute(WRITTEN[name] || name, value);
    }
    for (const name of ["tabindex", "role", "aria-label", "class", "style"]) to.removeAttribute(name);
    const [mine, copies] = [[...from.children], [...to.children]];
    mine.forEach((each, place) => (["title", "defs", "style"].includes(each.nodeName) ? null : settle(each, copies[place])));
    return undefined;
  }

  /** A text in lines that are no wider than the map. */
  function lines(text, font, room) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const found = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = found.length ? found[found.length - 1] + " " + word : word;
      if (found.length && pen.measureText(longer).width <= room) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  }

  /** What stands under the map: the title, what is shown, the what-if, and the label. */
  function captions() {
    const page = linkage.shell.page();
    const says = page === "stage" ? byId("sentence").textContent : byId("outcome").innerText;
    const whatIf = linkage.address.now()["what-if"];
    return [
      [document.title, 1.15, 700],
      [says, 1.15, 400],
      [whatIf ? byId("saving").dataset.whatIf + " " + whatIf : "", 0.9, 400],
      [byId("label").textContent, 0.9, 400],
    ].filter(([text]) => text.trim());
  }

  /** The map as an SVG that needs nothing else. */
  function standalone(map) {
    for (const moving of map.getAnimations({ subtree: true })) moving.finish();
    const { width, height } = map.viewBox.baseVal;
    const style = getComputedStyle(map);
    const family = style.fontFamily;
    const inside = map.cloneNode(true);
    settle(map, inside);
    for (const [name, value] of Object.entries({ x: 0, y: 0, width, height })) inside.setAttribute(name, value);
    const below = [];
    let y = height + 0.4 * SIZE;
    for (const [text, size, weight] of captions()) {
      for (const line of lines(text, weight + " " + size * SIZE + "px " + family, width - 2 * SIZE)) {
        y += 1.3 * size * SIZE;
        below.push(part("text", { x: SIZE, y: y.toFixed(1), fill: style.color, "font-family": family, "font-size": size * SIZE, "font-weight": weight }, line));
      }
    }
    const high = Math.ceil(y + 0.7 * SIZE);
    const made = part("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 " + width + " " + high, width, height: high });
    made.append(part("title", {}, document.title + " - " + byId("label").textContent), part("rect", { width, height: high, fill: style.backgroundColor }), inside, ...below);
    return { text: new XMLSerializer().serializeToString(made), width, height: high };
  }

  /** The same as pixels, two for each unit. */
  async function pixels({ text, width, height }) {
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * SCALE);
    canvas.height = Math.round(height * SCALE);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
  }

  // -- the file

  function name(form) {
    const said = linkage.address.now();
    const parts = [document.title.split(" · ").reverse().join(" "), said["what-if"] ? "what-if" : ""];
    const plain = parts.filter(Boolean).join("-").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    return (plain.slice(0, 80) || "map") + "." + form;
  }

  function give(blob, form) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name(form);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function save(form) {
    const map = shown();
    close();
    if (!map) return;
    try {
      const file = standalone(map);
      give(form === "png" ? await pixels(file) : new Blob([file.text], { type: "image/svg+xml" }), form);
    } catch {
      byId("remark").textContent = byId("saving").dataset.failed;
    }
  }

  // -- the question which one

  function open() {
    if (!shown()) return false;
    byId("saving").showModal();
    return undefined;
  }

  function close() {
    const was = Boolean(byId("saving") && byId("saving").open);
    if (was) byId("saving").close();
    return was;
  }

  linkage.saving = { open, close, save };
})();
