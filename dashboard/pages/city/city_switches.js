/* The what-if of the City page: a few switches, what else is changed with a button that takes it back, and where all
   switches are. */
import { all } from "../../shell/dom.js";
import { html } from "../../shell/templates.js";
import * as whatIfText from "../../state/what_if_text.js";

/**
 * @param {CityAnswer} show
 * @param {CityAnswer["changes"][number]} change
 */
function chip(show, change) {
  const labels = show.said;
  const off = change.own
    ? html`<button
        type="button"
        class="off"
        data-do=${"without:" + change.text}
        aria-label=${labels.remove + ": " + change.sentence}
      >
        ×
      </button>`
    : html`<small class="soft">${labels.by_story}</small>`;
  return html`<span class="chip" title=${change.text}><span>${change.sentence}</span>${off}</span>`;
}

/**
 * All switches of an answer; `paintSwitches` says which are pressed.
 * @param {CityAnswer} show
 */
export function switches(show) {
  const others = show.changes.filter(({ text }) => !show.toggles.some((toggle) => toggle.text === text));
  const toggles = show.toggles.map(
    ({ text, title }) =>
      html`<button type="button" class="button" data-do=${"switch:" + text} title=${text} aria-pressed="false">
        ${title}
      </button>`,
  );
  return html`<b class="soft">${show.said.what_if}</b>${toggles}
    <a class="button" href="/what-if" data-page="what-if">${show.said.more_switches}</a>
    ${others.map((change) => chip(show, change))}`;
}

/**
 * Paint what is pressed at once, before it is answered.
 * @param {HTMLElement} place
 * @param {string} whatIf
 */
export function paintSwitches(place, whatIf) {
  const parts = whatIfText.split(whatIf);
  for (const toggle of all("[data-do^='switch:']", place)) {
    toggle.setAttribute("aria-pressed", String(parts.includes((toggle.dataset.do || "").slice(7))));
  }
}
