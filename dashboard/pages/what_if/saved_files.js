/* A what-if written by hand, saved to a file, opened from one. Files are read here and checked by the server. */
import { button, byId, make } from "../../shell/dom.js";

const LARGEST = 200000; // letters of a file
/** @type {SwitchBoard} */
let board;
/** @type {HTMLTextAreaElement} */
let area;
/** @type {HTMLInputElement} */
let title;
/** @type {HTMLElement} */
let list;

/**
 * Have the server do something: Dash takes it from a store.
 * @param {string} store
 * @param {Record<string, string | undefined>} data
 */
function ask(store, data) {
  window.dash_clientside.set_props(store, {
    data: { ...data, world: board.world, stamp: Date.now() },
  });
}

/**
 * Have a text checked: it comes back as it is to be used, or with its faults and the nearest names.
 * @param {string} text
 * @param {string} from the field that it comes from
 */
export function check(text, from) {
  ask("open-what-if", { written: text, from });
}

/** @param {HTMLInputElement} input */
function picked(input) {
  const file = input.files?.[0];
  input.value = "";
  if (!file) return;
  if (file.size > LARGEST) showFaults([board.said.large]);
  else file.text().then((text) => ask("open-what-if", { name: file.name, text }));
}

/**
 * Show what is wrong with a text.
 * @param {string[]} faults
 */
export function showFaults(faults) {
  list.replaceChildren(...faults.map((fault) => make("li", "", fault)));
  list.hidden = !faults.length;
  if (faults.length) list.scrollIntoView({ block: "nearest" });
}

function useButton() {
  const use = button("", "button", board.said.use);
  use.addEventListener("click", () =>
    check(
      area.value
        .split(/[\s,]+/)
        .filter(Boolean)
        .join(","),
      "text",
    ),
  );
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      use.click();
    }
  });
  return use;
}

function fileButtons() {
  const save = button("", "button", board.said.save);
  save.addEventListener("click", () => ask("save-what-if", { title: title.value, text: area.dataset.text }));
  const file = make("input", "file");
  file.type = "file";
  file.accept = ".toml,text/plain";
  file.addEventListener("change", () => picked(file));
  return make("div", "files", save, make("label", "button open-file", board.said.open, file));
}

/**
 * Put up the field, the faults and the buttons.
 * @param {SwitchBoard} newBoard
 */
export function mount(newBoard) {
  const name = title ? title.value : "";
  board = newBoard;
  area = make("textarea");
  area.rows = 3;
  area.spellcheck = false;
  area.id = "what-if-text";
  title = make("input");
  title.value = name;
  list = make("ul", "faults");
  list.setAttribute("role", "status");
  list.hidden = true;
  const written = make("label", "field", make("span", "", board.said.text), area);
  const named = make("label", "field", make("span", "", board.said.name), title);
  byId("keeping").replaceChildren(written, list, useButton(), named, fileButtons());
}

/**
 * Show the text that holds.
 * @param {string} text
 */
export function paint(text) {
  area.dataset.text = text;
  if (document.activeElement !== area) area.value = text.split(",").join(", ");
}

/**
 * A file was opened: its name stands in the box where one names.
 * @param {string} name
 */
export function showTitle(name) {
  title.value = name;
}
