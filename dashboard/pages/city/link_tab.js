/* The City tab of links: the fair share of each, what ends if it alone is cut, and a button that cuts it. */
import { number } from "../../shell/number_format.js";
import { head } from "../../shell/number_tables.js";
import { html } from "../../shell/templates.js";
import * as tabAnswer from "./tab_answer.js";

/**
 * @param {CityAnswer} show
 * @param {LinkAnswer["rows"][number]} row
 */
const linkRow = (show, row) =>
  html`<tr class="other">
    ${head(row.name, "row", "")}
    <td class="amount">${row.value === null ? "" : number(Math.round(row.value))}</td>
    <td class="amount">${number(row.alone)}</td>
    <td class="soft">${row.with.join(", ")}</td>
    <td class="tries">${tabAnswer.tryButton(show, "cut:" + row.link, row.name)}</td>
  </tr>`;

/**
 * @param {CityAnswer} show
 * @param {LinkAnswer} answer
 */
const linkTable = (show, answer) =>
  html`<table class="bars links">
    <thead>
      <tr>
        ${head(show.said.link, "col", "")}${head(show.said.link_share, "col", "amount")}
        ${head(show.said.link_alone, "col", "amount")}${head(show.said.link_with, "col", "")}
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${answer.rows.map((row) => linkRow(show, row))}
    </tbody>
  </table>`;

/**
 * What each link brings.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export const tab = (show, door) =>
  tabAnswer.section(
    show,
    "link",
    tabAnswer.question(door),
    show.said.link_title,
    () => html`<p class="soft">${show.said.link_note}</p>`,
    (/** @type {LinkAnswer} */ answer) => linkTable(show, answer),
  );
