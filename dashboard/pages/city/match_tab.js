/* The City tab of matches: of each link how many of its pairs are right, and whom it finds, misses and misleads. */
import { fill, number } from "../../shell/number_format.js";
import { head } from "../../shell/number_tables.js";
import { html } from "../../shell/templates.js";
import * as tabAnswer from "./tab_answer.js";

/** A share with at most a tenth of a percent; never rounded up to all. @param {number | null} share */
const percent = (share) => (share === null ? "–" : (Math.floor(share * 1000) / 10).toFixed(1) + " %");

/**
 * What a link does well and badly: its name in a line of its own, so that the numbers fit.
 * @param {MatchAnswer["rows"][number]} row
 */
const matchRows = (row) =>
  html`<tr class="other">
      <th scope="rowgroup" colspan="7">${row.name}</th>
    </tr>
    <tr>
      <td class="amount">${number(row.right)}</td>
      <td class=${"amount" + (row.wrong ? " worse" : "")}>${number(row.wrong)}</td>
      <td class="amount">${percent(row.precision)}</td>
      <td class="amount">${number(row.found)}</td>
      <td class=${"amount" + (row.missed ? " worse" : "")}>${number(row.missed)}</td>
      <td class=${"amount" + (row.misled ? " worse" : "")}>${number(row.misled)}</td>
      <td class="amount">${percent(row.recall)}</td>
    </tr>`;

const HEADS = ["right", "wrong", "precision", "found", "missed", "misled", "recall"];

/**
 * @param {CityAnswer} show
 * @param {MatchAnswer} answer
 */
const matchTable = (show, answer) =>
  html`<table class="bars matches">
    <thead>
      <tr>
        ${HEADS.map((name) => head(show.said["match_" + name], "col", "amount"))}
      </tr>
    </thead>
    ${answer.rows.map(
      (row) =>
        html`<tbody>
          ${matchRows(row)}
        </tbody>`,
    )}
  </table>`;

/**
 * How good each link's match is.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export const tab = (show, door) =>
  tabAnswer.section(
    show,
    "match",
    tabAnswer.question(door),
    show.said.match_title,
    (/** @type {MatchAnswer} */ answer) =>
      html`<p class="soft">${fill(show.said.match_note, { residents: number(answer.of) })}</p>
        ${matchTable(show, answer)}`,
  );
