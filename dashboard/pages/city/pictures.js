/* The picture of each tab of the City page: what stands above and below its figure, and what the figure is of. */
import { html } from "../../shell/templates.js";
import { dayHeading, dayTable } from "./day_table.js";
import { groupBars } from "./group_bars.js";
import { kindHeading, kindTable } from "./kind_table.js";
import { figureTable } from "./reported_figures.js";
import { WAYS } from "./sure_tab.js";
import * as tabAnswer from "./tab_answer.js";
import * as tabs from "./tabs.js";

/** @import { TabShown } from "./tab_answer.js" */

/**
 * What a tab shows.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} door the service in front
 * @param {string} tab
 * @param {() => void} then shows it anew
 * @returns {TabShown}
 */
export function picture(show, door, tab, then) {
  if (tab === "figures") return { above: figureTable(show) };
  if (!door || tab === "services") return { above: null };
  if (tabAnswer.asksMore(tab)) return tabs.tab(show, door, tab);
  if (tab === "kinds") return kindPicture(show, door, then);
  return {
    above: dayHeading(show, door),
    below: [dayTable(show, door), groupBars(show, door)],
    figure: tabAnswer.question(door, { picture: "door" }),
  };
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {() => void} then
 */
const kindPicture = (show, door, then) => ({
  above: kindHeading(show, door),
  below: kindTable(show, then),
  figure: { search: tabAnswer.question(door).search, picture: "kinds" }, // of every service: the one in front changes nothing
});

/**
 * The buttons of the tabs.
 * @param {CityAnswer} show
 * @param {string[]} names
 * @param {string} chosen
 */
export const tabButtons = (show, names, chosen) =>
  names.map(
    (name) =>
      html`<button
        type="button"
        class="button"
        data-do=${"tab:" + name}
        aria-pressed=${name === (WAYS.includes(chosen) ? WAYS[0] : chosen) ? "true" : "false"}
      >
        ${show.said["tab_" + name]}
      </button>`,
  );
