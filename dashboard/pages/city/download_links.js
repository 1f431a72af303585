/* What stands beside the title of a picture: its table as a file, and how it is made again. */
import * as frame from "../../shell/page_frame.js";
import { html } from "../../shell/templates.js";
import { reproduceButton } from "../../state/reproduce.js";

/**
 * A link to the table behind a picture, as a file.
 * @param {Labels} labels
 * @param {string} picture
 * @param {string} title
 * @param {Record<string, string>} [more] what else the picture asks
 */
export function csvLink(labels, picture, title, more) {
  const path = "/_city/csv?" + new URLSearchParams({ search: frame.askedBy("city") || "", picture, ...more });
  const label = labels.csv + ": " + title;
  return html`<a class="again" href=${path} download data-key=${"csv:" + picture} aria-label=${label}
    >${labels.csv}</a
  >`;
}

/**
 * A button that says how a picture is made again, or null where nothing says it.
 * @param {Labels} labels
 * @param {Recipe | undefined} recipe
 * @param {string} picture
 */
export function repeatButton(labels, recipe, picture) {
  const again = reproduceButton(recipe, labels.reproduce);
  if (again) again.dataset.key = "again:" + picture;
  return again;
}
