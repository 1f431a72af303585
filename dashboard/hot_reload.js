/* Of another edition than the page's, a new one of a folder that its author is changing (`linkage serve FOLDER --reload`)
   or another world after a restart: it is loaded by itself, at the same address. What is wrong with a folder stands in a
   banner until it is mended. */
import { first, make } from "./shell/dom.js";

/** @type {HTMLElement | null} */
let banner = null;

/**
 * Do what the heartbeat says: load a new edition, or show what is wrong (blank: nothing).
 * @param {{ edition: string, says: string }} answer
 */
export function heard({ edition, says }) {
  if (edition !== document.documentElement.dataset.edition) return window.location.reload();
  if (!banner) {
    if (!says) return undefined;
    banner = make("div", "faulty");
    banner.id = "faulty";
    banner.setAttribute("role", "alert");
    first(".foot")?.prepend(banner); // in the flow: it hides no control
  }
  banner.hidden = !says;
  if (banner.textContent !== says) banner.textContent = says;
  return undefined;
}
