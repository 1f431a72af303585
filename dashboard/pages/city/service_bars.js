/* Bars by service on the City page, each a button that opens the story of one whom it counts. */
import { fill, number, percent, signed } from "../../shell/number_format.js";
import { bar, head } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import { kindly, storyButton, tableLink, unitOf, whomOf } from "./count_words.js";
import * as sureTab from "./sure_tab.js";

/** @param {CityDoor} door */
const whomIn = ({ before, after }) => (after.residents || before.residents ? "residents" : whomOf(after));

/** @param {number} count */
const upward = (count) => Math.max(0, count);

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number} most
 */
function serviceBar(show, door, most) {
  const { before, after } = door;
  const whom = whomIn(door);
  const count = after[whom];
  const label = door.name + ": " + number(count) + " " + unitOf(show.said, whom, count) + ". " + show.said.open_one;
  const [was, now] = [upward(before.through.residents), upward(after.through.residents)];
  const inside = bar(was, now, most, show.changed);
  return storyButton(count, "someone:" + door.id, "open-one", label, inside);
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {number} most
 * @param {CityDoor | undefined} chosen
 */
function serviceRow(show, door, most, chosen) {
  const { before, after } = door;
  const whom = whomIn(door);
  const word = door.sort === "other" && door.word ? html`<small class="soft"> ${door.word}</small>` : nothing;
  const moved = "amount" + kindly(door, before.through[whom], after.through[whom]);
  const wrong = "amount" + (after.wrongly ? " is-wrong" : " soft");
  const falsely = "amount" + (after.falsely ? " is-false" : " soft");
  const picked = door === chosen;
  return html`<tr class=${door.sort} aria-current=${picked ? "true" : nothing}>
    <th scope="row">
      <button type="button" class="pick" data-do=${"door:" + door.id} aria-pressed=${picked ? "true" : "false"}>
        ${door.name}${word}
      </button>
    </th>
    <td class="barred">${serviceBar(show, door, most)}</td>
    <td class="amount">${number(after.through.residents)}${sureTab.chanceOf(show.said, door, "residents")}</td>
    ${show.changed ? html`<td class=${moved}>${signed(before.through[whom], after.through[whom])}</td>` : nothing}
    <td class="amount soft">${number(after.residents)}</td>
    ${sureTab.isKnown() ? html`<td class="amount soft">${sureTab.timesOf(door)}</td>` : nothing}
    <td class="amount soft">${after.companies ? number(after.companies) : ""}</td>
    <td class=${wrong}>${after.wrongly ? number(after.wrongly) : ""}</td>
    ${hasFalse(show) ? html`<td class=${falsely}>${after.falsely ? number(after.falsely) : ""}</td>` : nothing}
    <td class="amount soft">${after.assumed === null ? "" : percent(after.assumed)}</td>
  </tr>`;
}

/**
 * Whether anybody is reached by a false record only: else there is no column for it.
 * @param {CityAnswer} show
 */
const hasFalse = (show) => show.doors.some(({ after }) => after.falsely);

/** @param {CityAnswer} show */
function amountHeads(show) {
  const labels = show.said;
  return [
    labels.through_head,
    ...(show.changed ? [labels.change] : []),
    labels.all_head,
    ...(sureTab.isKnown() ? [labels.range_head] : []),
    labels.companies,
    labels.wrong_head,
    ...(hasFalse(show) ? [labels.false_head] : []),
    labels.assumed_head,
  ];
}

/** @param {CityDoor[]} doors */
const largest = (doors) =>
  Math.max(1, ...doors.flatMap(({ before, after }) => [before.through.residents, after.through.residents]));

/**
 * The services that are closed to somebody only because of what they need; they have no effect of their own there.
 * @param {CityAnswer} show
 * @param {number} width of the table, in cells
 */
const closedByNeeds = (show, width) =>
  show.closed.length
    ? html`<tbody class="by-needs">
        ${show.closed.map(
          ({ name, needs, after: [all, only] }) =>
            html`<tr>
              <td colspan=${width} class="soft">
                ${fill(show.said.closed_by_needs, { name, needs, all: number(all), only: number(only) })}
              </td>
            </tr>`,
        )}
      </tbody>`
    : nothing;

/**
 * The doors of the table in its three parts, restrictions and rewards each to a scale of their own.
 * @param {CityAnswer} show
 */
function sectionsOf(show) {
  const labels = show.said;
  const burdens = show.doors.filter((door) => door.burdens);
  const rewards = show.doors.filter((door) => !door.burdens);
  const closed = burdens.filter((door) => door.sort === "refuse");
  const others = burdens.filter((door) => door.sort === "other");
  return [
    { title: labels.restricted, doors: closed, scale: largest(burdens) },
    { title: labels.others, doors: others, scale: largest(burdens) },
    { title: labels.rewarded, doors: rewards, scale: largest(rewards) },
  ].filter((section) => section.doors.length);
}

/**
 * The table of all services.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} chosen
 */
export function services(show, chosen) {
  const amounts = amountHeads(show);
  const scaled = (/** @type {number} */ scale) => fill(show.said.scale, { number: number(scale) });
  return html`<table class=${"bars" + (show.changed ? " changed" : "")}>
    <thead>
      <tr>
        ${head(show.said.service, "col", "")}
        <td class="tools">${tableLink(show, "services")}</td>
        ${amounts.map((text) => head(text, "col", "amount"))}
      </tr>
    </thead>
    ${sectionsOf(show).map(
      ({ title, doors, scale }) =>
        html`<tbody>
          <tr>
            <th class="section" scope="rowgroup" colspan=${amounts.length + 2}>
              ${title}<small class="soft">${scaled(scale)}</small>
            </th>
          </tr>
          ${doors.map((door) => serviceRow(show, door, scale, chosen))}
        </tbody>`,
    )}
    ${closedByNeeds(show, amounts.length + 2)}
  </table>`;
}
