/* Bars by age group and size of company, each a button that opens the story of one whom it counts. */
import { number, signed } from "../../shell/number_format.js";
import { bar, head } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import { kindly, recipeButton, storyButton, tableLink, unitOf } from "./count_words.js";

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {CityGroup} group
 * @param {number} most
 */
function groupRow(show, door, group, most) {
  const labels = show.said;
  const whom = unitOf(labels, group.companies ? "companies" : "residents", group.after);
  const label = group.name + ": " + number(group.after) + " " + whom + ". " + labels.open_one;
  const inside = bar(group.before, group.after, most, show.changed);
  const sort = (group.companies ? "firm" : "") + (group.id === "under-18" ? " children" : "");
  const moved = "amount" + kindly(door, group.before, group.after);
  return html`<tr class=${sort + (door.burdens ? "" : " reward")}>
    ${head(group.name, "row", "")}
    <td class="barred">
      ${storyButton(group.after, "someone:" + door.id + "|group=" + group.id, "open-one", label, inside)}
    </td>
    <td class="amount">${number(group.after)}<small class="soft"> ${whom}</small></td>
    ${show.changed ? html`<td class=${moved}>${signed(group.before, group.after)}</td>` : nothing}
  </tr>`;
}

/**
 * The groups of a service.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function groupBars(show, door) {
  const labels = show.said;
  const most = (/** @type {boolean} */ companies) => {
    const same = door.groups.filter((group) => group.companies === companies);
    return Math.max(1, ...same.flatMap((group) => [group.before, group.after]));
  };
  const heads = [labels.group, labels.open_one, labels.residents, ...(show.changed ? [labels.change] : [])];
  const table = html`<table class="bars groups">
    <thead>
      <tr class="sr">
        ${heads.map((text) => head(text, "col", ""))}
      </tr>
    </thead>
    <tbody>
      ${door.groups.map((group) => groupRow(show, door, group, most(group.companies)))}
    </tbody>
  </table>`;
  return html`<section class="by-group">
    <h2>${labels.by_group}${tableLink(show, "groups")}${recipeButton(show, door, "group")}</h2>
    ${door.groups.length ? table : html`<p class="soft">${labels.nobody_here}</p>`}
  </section>`;
}
