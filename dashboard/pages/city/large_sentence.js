/* The large sentence of the City page, and the facts beside it. */
import { fill, number, percent } from "../../shell/number_format.js";
import { html, nothing } from "../../shell/templates.js";
import { kindly, recipeButton, unitOf, whomOf } from "./count_words.js";
import * as sureTab from "./sure_tab.js";

/** @param {CityDoor} door */
const mainWhom = (door) => whomOf(door.after.residents || door.after.companies ? door.after : door.before);

/**
 * How many come to it through links, and how many by their own agency's record.
 * @param {CityCount} count
 * @param {"residents" | "companies"} whom
 */
const split = (count, whom) => ({ through: count.through[whom], athome: count[whom] - count.through[whom] });

/**
 * The large sentence: of all, how many.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function sentence(show, door) {
  const whom = mainWhom(door);
  const count = split(door.after, whom).through;
  const of = show.said[whom === "residents" ? "of_residents" : "of_companies"];
  const [start, rest] = fill(of, { all: number(show[whom]) }).split("{number}");
  const ratio = count && fill(show.said.one_in, { number: number(Math.round(show[whom] / count)) });
  const oneIn = ratio ? html`<span class="one-in">${ratio}</span>` : nothing;
  const chance = sureTab.chanceOf(show.said, door, whom);
  const amount = html`<strong class=${door.burdens ? nothing : "good"}>${number(count)}</strong>${chance}`;
  return html`<span class="door-of">${door.name + ": "}</span
    >${start}${amount}${rest + " " + fill(show.said.through, { word: door.word })}${oneIn}`;
}

/**
 * What there is to say beside the sentence.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function facts(show, door) {
  const labels = show.said;
  const whom = mainWhom(door);
  const { after } = door;
  const { children, companies, wrongly, falsely, assumed } = after;
  const { athome } = split(after, whom);
  return [
    show.changed ? change(labels, door, whom) : null,
    athome
      ? fact(fill(athome > 0 ? labels.at_home : labels.spared, { number: number(Math.abs(athome)), word: door.word }))
      : null,
    children ? fact(fill(labels.children_among, { number: number(children) })) : null,
    whom === "residents" && companies ? fact(number(companies) + " " + unitOf(labels, "companies", companies)) : null,
    wrongly ? html`<span class="fact is-wrong">${fill(labels.wrongly, { number: number(wrongly) })}</span>` : null,
    falsely ? html`<span class="fact is-false">${fill(labels.falsely, { number: number(falsely) })}</span>` : null,
    sureTab.fact(show, door),
    assumed === null ? null : fact(fill(labels.assumed, { share: percent(assumed) })),
    recipeButton(show, door, "service"),
  ];
}

/** @param {string} text */
const fact = (text) => html`<span class="fact">${text}</span>`;

/**
 * How many more or fewer than as first shown.
 * @param {Labels} labels
 * @param {CityDoor} door
 * @param {"residents" | "companies"} whom
 */
function change(labels, door, whom) {
  const [was, now] = [split(door.before, whom).through, split(door.after, whom).through];
  const moved = fill(now < was ? labels.fewer : labels.more, { number: number(Math.abs(now - was)) });
  const words = now === was ? labels.same : moved;
  return html`<b class=${"fact change" + kindly(door, was, now)}>${words}</b>${fact(
      fill(labels.as_first, { number: number(was) }),
    )}`;
}
