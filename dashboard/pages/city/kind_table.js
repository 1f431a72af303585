/* Record kinds by service: the table beside the heat map. Each count opens the story of one whom it counts. */
import { number, signed } from "../../shell/number_format.js";
import { head } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import { kindly, recipeButton, storyButton, tableLink, unitOf } from "./count_words.js";

/** @typedef {CityAnswer["kinds"][number]} Kind */
/** @typedef {CityDoor["kinds"][string]} KindCounts */

/**
 * The head of the heat map.
 * @param {CityAnswer} show
 * @param {CityDoor} chosen
 */
export const kindHeading = (show, chosen) =>
  html`<h2>
    ${show.said.by_kind}<small></small>${tableLink(show, "kinds")}${recipeButton(show, chosen, "record_kind")}
  </h2>`;

/**
 * The count of one kind and service; the button is on residents, or on companies where there are no residents.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {Kind} kind
 * @param {KindCounts} counts
 */
function kindRow(show, door, kind, { before, after }) {
  const [residents, companies] = after;
  const place = !residents && companies ? 1 : 0;
  const moved = signed(before[place], after[place]);
  const amount = number(after[place]) + " " + unitOf(show.said, place ? "companies" : "residents", after[place]);
  const label = door.name + ", " + kind.name + ": " + amount + (moved ? " (" + moved + ")" : "");
  const action = "someone:" + door.id + "|kind=" + kind.id;
  const story = storyButton(
    after[place],
    action,
    "open-count",
    label + ". " + show.said.open_one,
    number(after[place]),
  );
  const cell = "amount" + kindly(door, before[place], after[place]);
  return html`<tr>
    ${head(kind.name, "row", "")}
    <td class="amount">${place ? number(residents) : story}</td>
    <td class="amount">${place ? story : number(companies)}</td>
    ${show.changed ? html`<td class=${cell}>${moved}</td>` : nothing}
  </tr>`;
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number} columns
 */
function doorPart(show, door, columns) {
  const some = (/** @type {KindCounts} */ { before, after }) => before.some(Boolean) || after.some(Boolean);
  const rows = show.kinds.flatMap((kind) => {
    const counts = /** @type {KindCounts | undefined} */ (door.kinds[kind.id]);
    return counts && some(counts) ? [kindRow(show, door, kind, counts)] : [];
  });
  const name = door.word ? door.name + " · " + door.word : door.name;
  return rows.length
    ? html`<tbody>
        <tr>
          <th class="section" scope="rowgroup" colspan=${columns}>${name}</th>
        </tr>
        ${rows}
      </tbody>`
    : nothing;
}

/** Whether the long table is written out: only once somebody opens it. */
let isOpen = false;

/**
 * The table of all kinds and services.
 * @param {CityAnswer} show
 * @param {() => void} then has it shown, once it is opened
 */
export function kindTable(show, then) {
  const labels = show.said;
  const heads = [labels.residents, labels.companies, ...(show.changed ? [labels.change] : [])];
  const toggled = (/** @type {Event} */ event) => {
    const { open } = /** @type {HTMLDetailsElement} */ (event.target);
    if (open === isOpen) return;
    isOpen = open;
    then();
  };
  const table = () =>
    html`<table class="plain every-day every-kind">
      <thead>
        <tr>
          ${head(labels.kind_head, "col", "")}${heads.map((text) => head(text, "col", "amount"))}
        </tr>
      </thead>
      ${show.doors.map((door) => doorPart(show, door, heads.length + 1))}
    </table>`;
  return html`<details class="kind-table" ?open=${isOpen} @toggle=${toggled}>
      <summary>${labels.as_table}</summary>
      ${isOpen ? table() : nothing}
    </details>
    <p class="soft">${labels.kinds_note}</p>`;
}
