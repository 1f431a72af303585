/* How the whole screen looks: dark or light, and large type for a hall. The address says both. */
import * as address from "../state/address.js";

const bright = window.matchMedia("(prefers-color-scheme: light)");
let chosen = ""; // the theme that the address names; blank: the one that the system asks for

/**
 * Show the colours of a theme.
 * @param {string} name dark or light; blank for the one that the system asks for
 */
export function showTheme(name) {
  chosen = name;
  document.documentElement.dataset.theme = name || (bright.matches ? "light" : "dark");
}

bright.addEventListener("change", () => showTheme(chosen));

/** Change from dark to light or back. */
export function otherTheme() {
  const name = document.documentElement.dataset.theme === "light" ? "dark" : "light";
  showTheme(name);
  address.write({ theme: name });
}

/**
 * Large type for a hall, or not; the picture takes the shape with larger letters.
 * @param {boolean} on
 */
export function showRoom(on) {
  const before = document.documentElement.classList.contains("room");
  document.documentElement.classList.toggle("room", on);
  if (before !== on) window.dispatchEvent(new Event("resize"));
}

/** Change to large type or back. */
export function otherRoom() {
  const on = !document.documentElement.classList.contains("room");
  document.documentElement.classList.toggle("room", on);
  address.write({ room: on ? "yes" : "" });
  window.dispatchEvent(new Event("resize"));
}
