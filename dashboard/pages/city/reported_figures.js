/* Reported figures: text, never a picture. */
import { fill } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import { tableLink } from "./count_words.js";

/** @param {ReportedFigure} figure */
const figureCard = (figure) =>
  html`<article class="reported-one">
    <p class="reported"><strong>${figure.value}</strong> <b>${figure.unit}</b></p>
    <p class="where">${figure.area + " · " + figure.period}</p>
    <p class="not">${figure.why_not}</p>
    <cite>${figure.source}</cite>
  </article>`;

const LOW = 900; // pixels of a window below which the strip is folded, so that the picture above it has room
/** Whether somebody has unfolded the strip, or folded it; null: the window's height says. @type {boolean | null} */
let chosen = null;
const isOpen = () => chosen ?? window.innerHeight >= LOW;

/**
 * The reported figures that stand beside the service in front, or the title alone where they are folded.
 * @param {CityAnswer} show
 * @param {CityDoor | undefined} door
 * @param {() => void} again shows the page once more
 */
export function figureStrip(show, door, again) {
  const mine = show.figures.filter((figure) => door && door.figures.includes(figure.id));
  const beside = show.figures.filter((figure) => figure.beside && !mine.includes(figure));
  const some = [...mine, ...beside].slice(0, window.innerWidth < 1280 ? 1 : 3);
  if (!some.length) return nothing;
  const all = fill(show.said.all_figures, { count: show.figures.length });
  const turn = () => {
    chosen = !isOpen();
    again();
  };
  const says = isOpen() ? show.said.fold_figures : fill(show.said.unfold_figures, { count: some.length });
  return html`<div class="title">
      <h2>${show.said.reported}</h2>
      <p class="soft">${show.said.reported_not}</p>
      <span class="buttons">
        <button type="button" class="button" aria-expanded=${isOpen()} @click=${turn}>${says}</button>
        <button type="button" class="button" data-do="tab:figures">${all}</button>
      </span>
    </div>
    ${isOpen() ? some.map(figureCard) : nothing}`;
}

/**
 * All reported figures as a table.
 * @param {CityAnswer} show
 */
export function figureTable(show) {
  const labels = show.said;
  const heads = [labels.value, labels.unit, labels.area, labels.period, labels.is_not, labels.source];
  const rows = show.figures.map((row) => [row.value, row.unit, row.area, row.period, row.why_not, row.source]);
  return html`<section class="reported-all">
    <h2>${labels.reported}<small class="soft"> ${labels.reported_not}</small>${tableLink(show, "figures")}</h2>
    ${rows.length ? plainTable("every-figure", heads, rows) : html`<p class="soft">${labels.nobody_here}</p>`}
  </section>`;
}
