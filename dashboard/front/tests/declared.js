/* A page that declares a few pages and fields, for tests of what reads them. */

export const DECLARED = {
  paths: { stage: "/", why: "/why", lessons: "/lessons" },
  fields: [
    { name: "world", default: "", role: "question", choices: [] },
    { name: "what-if", default: "", role: "question", choices: [] },
    { name: "seed", default: "1", role: "question", choices: [] },
    { name: "wave", default: "0", role: "place", choices: [] },
    { name: "why", default: "", role: "why", choices: [] },
    { name: "theme", default: "dark", role: "place", choices: ["dark", "light"] },
    { name: "names", default: "en", role: "display", choices: ["en", "both", "zh"] },
  ],
};

globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(DECLARED) }) };
