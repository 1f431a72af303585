/* World: CSV files that are dropped here become a world of tokens. First the server says what it finds in them, then, on
   request, it writes the folder and opens it. Nothing is sent anywhere but to this machine's own server. */
import { fill } from "../../shell/number_format.js";
import { html, nothing } from "../../shell/templates.js";

const MOST_BYTES = 2_900_000; // of all files together: the server refuses a body of more than 3 MB
/** @type {Record<string, string>} */
let said = {};
/** @type {() => void} */
let redraw = () => {};
/** @type {(world: string) => void} */
let opened = () => {};
/** @type {File[]} */
let files = [];
const typed = { name: "", identifiers: "", subject: "" };
/** @type {TablesAnswer | null} */
let answer = null;
let looking = false;

/**
 * @param {Record<string, string>} labels
 * @param {() => void} draw called when there is something else to see
 * @param {(world: string) => void} go called with the world that was made
 */
export function mayDrop(labels, draw, go) {
  said = labels;
  redraw = draw;
  opened = go;
}

/** @param {boolean} make whether the world is to be written, too */
async function ask(make) {
  if (!files.length || looking) return;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > MOST_BYTES) {
    answer = { says: said.too_large };
    return redraw();
  }
  looking = true;
  redraw();
  try {
    const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
    const body = JSON.stringify({ ...typed, identifiers: typed.identifiers.split("\n"), files: texts, make });
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("/_world/tables", { method: "POST", headers, body });
    answer = response.ok ? await response.json() : { says: await response.text() };
  } catch {
    answer = { says: said.failed };
  }
  looking = false;
  if (answer?.world) return opened(answer.world);
  return redraw();
}

/** @param {Iterable<File>} taken */
function take(taken) {
  files = [...taken];
  answer = null;
  redraw();
  ask(false);
}

/** @param {DragEvent} event */
function dropped(event) {
  event.preventDefault();
  if (event.dataTransfer) take(event.dataTransfer.files);
}

/** @param {Event} event */
function chosen(event) {
  take(/** @type {HTMLInputElement} */ (event.target).files || []);
}

/**
 * @param {"name" | "identifiers" | "subject"} word
 * @param {Event} event
 */
function type(word, event) {
  typed[word] = /** @type {HTMLInputElement} */ (event.target).value;
}

/**
 * @param {"name" | "subject"} word
 * @param {string} hint
 */
const field = (word, hint) =>
  html`<label
    ><span>${said[word]}</span
    ><input
      type="text"
      id=${"tables-" + word}
      placeholder=${hint}
      maxlength="200"
      autocomplete="off"
      spellcheck="false"
      @input=${(/** @type {Event} */ event) => type(word, event)}
  /></label>`;

/** What was found in the files, or what is wrong with them. */
function outcome() {
  if (looking) return html`<p class="soft">${said.looking}</p>`;
  const says = answer?.says ? html`<p>${answer.says}</p>` : nothing;
  const faults = answer?.faults
    ? html`<ol class="faults-list">
        ${answer.faults.map((line) => html`<li>${line}</li>`)}
      </ol>`
    : nothing;
  return html`${says}${faults}${answer?.text ? html`<pre class="tables-found" tabindex="0">${answer.text}</pre>` : nothing}`;
}

/** The form on which files are dropped. */
export const view = () =>
  html`<section
    class="drop-tables"
    @dragover=${(/** @type {DragEvent} */ event) => event.preventDefault()}
    @drop=${dropped}
  >
    <h2>${said.title}</h2>
    <p class="soft">${said.says}</p>
    <div class="folder-form">
      <label class="drop-zone"
        ><span>${said.files}</span
        ><input type="file" id="tables-files" multiple accept=".csv,text/csv" @change=${chosen} /><small
          >${files.length ? fill(said.chosen, { files: files.map((file) => file.name).join(", ") }) : said.drop}</small
        ></label
      >
      ${field("name", "my-tables")}${field("subject", said.subject_hint)}
      <label
        ><span>${said.identifiers}</span
        ><textarea
          id="tables-identifiers"
          rows="2"
          placeholder=${said.identifiers_hint}
          spellcheck="false"
          @input=${(/** @type {Event} */ event) => type("identifiers", event)}
        ></textarea>
      </label>
      <div class="drop-buttons">
        <button type="button" class="button" id="tables-look" @click=${() => ask(false)}>${said.look}</button>
        <button type="button" class="button main" id="tables-make" @click=${() => ask(true)}>${said.make}</button>
      </div>
    </div>
    <div class="tables-outcome" role="status" id="tables-outcome">${outcome()}</div>
  </section>`;
