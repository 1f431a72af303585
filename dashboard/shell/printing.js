/* Printing: the light colours, and on paper what the window's frame says on the screen: the title and the address. */
import * as address from "../state/address.js";
import { first } from "./dom.js";

const SCHEME = "data-theme";
const paper = window.matchMedia("print");
/** @type {string | null} */
let before = null; // the colours on the screen, while it is printed

function begin() {
  const html = document.documentElement;
  const [head, foot] = [first(".page > .head"), first(".page > .foot")];
  if (!head || !foot || before !== null) return;
  head.dataset.title = document.title;
  foot.dataset.address = window.location.origin + window.location.pathname + address.query(address.now());
  before = html.getAttribute(SCHEME) || "dark";
  html.setAttribute(SCHEME, "light");
  watcher.observe(html, { attributes: true, attributeFilter: [SCHEME] });
}

/** Whoever changes the colours meanwhile means the screen's. */
const watcher = new MutationObserver(() => {
  const wanted = document.documentElement.getAttribute(SCHEME);
  if (wanted === "light") return;
  before = wanted;
  document.documentElement.setAttribute(SCHEME, "light");
});

function end() {
  watcher.disconnect();
  if (before !== null) document.documentElement.setAttribute(SCHEME, before);
  before = null;
}

window.addEventListener("beforeprint", begin);
window.addEventListener("afterprint", end);
paper.addEventListener("change", () => (paper.matches ? begin() : end()));
