/* Whether the notebook is dark or light, which each program says in its own way. */

/**
 * The theme of the page around.
 * @returns {"dark" | "light"}
 */
function themeOfPage() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === "true" ? "light" : "dark";
  if (vscodeThemeKind) return vscodeThemeKind.endsWith("light") ? "light" : "dark";
  const named = document.documentElement.getAttribute("theme") || document.documentElement.dataset.theme;
  if (named === "dark" || named === "light") return named;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * Keeps an element in the theme of the page.
 * @param {HTMLElement} root
 * @returns {() => void} what ends it
 */
export function followTheme(root) {
  const follow = () => {
    root.dataset.theme = themeOfPage();
  };
  const observer = new MutationObserver(follow);
  for (const watched of [document.body, document.documentElement]) observer.observe(watched, { attributes: true });
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", follow);
  follow();
  return () => {
    observer.disconnect();
    preference.removeEventListener("change", follow);
  };
}
