/* A what-if written by hand, saved to a file, opened from one. Files are read here and checked by the server. */
import { byId, first } from "../../shell/dom.js";
import { html, render } from "../../shell/templates.js";

const LARGEST = 20000; // letters of a file
/** @type {SwitchBoard} */
let board;
let shownText = "";
/** @type {string[]} */
let faults = [];

/** The field where a what-if is written. */
const area = () => /** @type {HTMLTextAreaElement} */ (byId("what-if-text"));

/** The field where it is named. */
const title = () => /** @type {HTMLInputElement} */ (first(".field input", byId("keeping")));

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

/** @param {Event} event */
function picked(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0];
  input.value = "";
  if (!file) return;
  if (file.size > LARGEST) showFaults([board.said.large]);
  else file.text().then((text) => ask("open-what-if", { name: file.name, text }));
}

/**
 * Show what is wrong with a text.
 * @param {string[]} sentences
 */
export function showFaults(sentences) {
  faults = sentences;
  draw();
  if (faults.length) first(".faults", byId("keeping"))?.scrollIntoView({ block: "nearest" });
}

function checkWritten() {
  const parts = area().value.split(/[\s,]+/);
  check(parts.filter(Boolean).join(","), "text");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  checkWritten();
}

const save = () => ask("save-what-if", { title: title().value, text: shownText });

/** Show the fields, the faults and the buttons. */
function draw() {
  const { said: labels } = board;
  const parts = html`<label class="field"
      ><span>${labels.text}</span
      ><textarea rows="3" spellcheck="false" id="what-if-text" @keydown=${pressed}></textarea>
    </label>
    <ul class="faults" role="status" ?hidden=${!faults.length}>
      ${faults.map((fault) => html`<li>${fault}</li>`)}
    </ul>
    <button type="button" class="button" @click=${checkWritten}>${labels.use}</button>
    <label class="field"><span>${labels.name}</span><input /></label>
    <div class="files">
      <button type="button" class="button" @click=${save}>${labels.save}</button
      ><label class="button open-file"
        >${labels.open}<input class="file" type="file" accept=".toml,text/plain" @change=${picked}
      /></label>
    </div>`;
  render(parts, byId("keeping"));
}

/**
 * Put up the fields for a board; what was written about another one is no fault of this one's.
 * @param {SwitchBoard} newBoard
 */
export function mount(newBoard) {
  board = newBoard;
  showFaults([]);
}

/**
 * Show the text that holds.
 * @param {string} text
 */
export function paint(text) {
  shownText = text;
  if (document.activeElement !== area()) area().value = text.split(",").join(", ");
}

/**
 * A file was opened: its name stands in the box where one names.
 * @param {string} name
 */
export function showTitle(name) {
  title().value = name;
}
