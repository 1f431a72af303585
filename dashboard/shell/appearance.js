/* How the whole screen looks: dark or light, and large type for a hall. The address says both. */
import * as address from "../state/address.js";

/**
 * Show the colours of a theme.
 * @param {string} name dark or light
 */
export function showTheme(name) {
  document.documentElement.dataset.theme = name;
}

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
