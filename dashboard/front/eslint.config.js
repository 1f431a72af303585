import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-depth": ["error", 3],
  "no-console": "error",
  "no-implicit-globals": "error",
  "no-shadow": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "off", // short texts are joined with +, so that no text goes over several lines
  "no-restricted-properties": [
    "error",
    { object: "window", property: "linkage", message: "Import what you need: nothing hangs on the window." },
    { property: "innerHTML", message: "Text gets in as text: make() and textContent." },
    { property: "outerHTML", message: "Text gets in as text: make() and textContent." },
    { property: "insertAdjacentHTML", message: "Text gets in as text: make() and textContent." },
  ],
};

export default [
  { ignores: ["**/node_modules/", "**/built/"] },
  { files: ["**/*.js"], languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser }, rules },
  {
    files: ["**/front/*.mjs", "**/front/*.js", "**/front/tests/**"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
];
