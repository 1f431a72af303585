/* A page that declares a few pages and fields, for tests of what reads them. */

export const DECLARED = {
  paths: { stage: "/", why: "/why", lessons: "/lessons" },
  fields: [
    { name: "world", default: "", role: "question", about: "", choices: [] },
    { name: "what-if", default: "", role: "question", about: "world", choices: [] },
    { name: "seed", default: "1", role: "question", about: "world", choices: [] },
    { name: "wave", default: "0", role: "place", about: "answer", choices: [], bounds: [0, 9999], expects: "small" },
    { name: "why", default: "", role: "why", about: "answer", choices: [] },
    { name: "theme", default: "dark", role: "place", about: "", choices: ["dark", "light"] },
    { name: "names", default: "en", role: "display", about: "", choices: ["en", "both", "zh"] },
  ],
  says: {
    number: "'{value}' is no number for '{name}': it has to be {expects}.",
    whole: "a whole number from {least} to {most}",
    choice: "There is no {name} '{value}'. There is: {choices}.{hint}",
    hint: " Did you mean '{near}'?",
  },
};
for (const field of DECLARED.fields) {
  field.bounds ??= [];
  field.expects ??= "";
}

globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(DECLARED) }) };
