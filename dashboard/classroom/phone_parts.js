/* The parts of the phones' page as templates: a question with large buttons, the class's bars, a story as a list. */
import { html, nothing, repeat } from "../front/lit.js";
import { badgeOf, quoteOf } from "../shell/evidence_templates.js";
import { fill } from "../shell/number_format.js";
import { shareBar } from "../shell/proportion_bar.js";
import { toldAt } from "./phone_story.js";

/** @typedef {{ said: Labels, place: PhonePlace, story: PhoneStory | null, tally: Partial<Tally> | null,
 *    answer: import("./phone_answers.js").PhoneAnswer | null, votes: boolean, wasReset: boolean,
 *    isAway: boolean }} Shown */

/**
 * All of the page.
 * @param {Shown} shown
 */
export function phonePage(shown) {
  const { said, place } = shown;
  if (!place.shared) return html`<h1>${said.none}</h1>`;
  const story = place.story ? shown.story : null;
  const isLesson = Boolean(place.lesson);
  const where = { lesson: place.lessonTitle, part: place.part, parts: place.parts };
  const heading = isLesson ? place.say : story ? toldAt(story, place).sentence : elsewhere(shown);
  return html`<p class="kicker">${isLesson ? fill(said.kicker, where) : story?.title || ""}</p>
    <h1 aria-live="polite">${heading}</h1>
    ${place.question ? (place.told ? resultsOf(shown) : questionOf(shown)) : nothing} ${taskOf(shown)}
    ${story && hasNews(place, story) ? storyOf(shown, story, isLesson) : nothing}
    ${isLesson && !story && place.page !== "lessons" ? html`<p class="soft">${elsewhere(shown)}</p>` : nothing}
    <footer>
      ${story ? html`<p>${story.label}</p>` : nothing}
      <p><a href=${place.open || "/"}>${said.whole}</a></p>
    </footer>`;
}

/**
 * Whether there is something to say of a story: behind a lesson's step, once something has happened in it.
 * @param {PhonePlace} place
 * @param {PhoneStory} story
 */
const hasNews = (place, story) => place.page !== "lessons" || toldAt(story, place).rows.length > 0;

/** @param {Shown} shown */
const elsewhere = ({ said, place }) => fill(said.elsewhere, { title: place.title });

// -- the question

/** @param {Shown} shown */
function questionOf({ said, place, answer, votes, wasReset, isAway }) {
  const question = /** @type {PhoneQuestion} */ (place.question);
  const says = votes ? standingOf(said, answer, wasReset, isAway) : said.watching;
  return html`<section class="question">
    <h2>${said.question}</h2>
    <p class="ask">${question.ask}</p>
    <p class="soft">${question.several ? said.several : said.one}</p>
    <ul>
      ${question.choices.map((label, choice) => choiceButton(question, label, choice, answer, votes))}
    </ul>
    <p class=${"standing" + (answer?.standing === "counted" ? " is-good" : "")} role="status">${says}</p>
  </section>`;
}

/**
 * @param {PhoneQuestion} question
 * @param {string} label
 * @param {number} choice
 * @param {Shown["answer"]} answer
 * @param {boolean} votes
 */
function choiceButton(question, label, choice, answer, votes) {
  const chosen = Boolean(answer?.choices.includes(choice));
  return html`<li>
    <button type="button" data-choice=${choice} aria-pressed=${String(chosen)} ?disabled=${!votes}>
      <span class=${question.several ? "box" : "box round"} aria-hidden="true">${chosen ? "✕" : ""}</span
      ><span>${label}</span>
    </button>
  </li>`;
}

/**
 * What became of an answer, in words.
 * @param {Labels} said
 * @param {Shown["answer"]} answer
 * @param {boolean} wasReset
 * @param {boolean} isAway
 */
function standingOf(said, answer, wasReset, isAway) {
  if (!answer) return wasReset ? said.reset : said.choose;
  if (answer.standing === "waiting") return isAway ? said.unsent : said.sending;
  if (answer.standing === "counted") return answer.choices.length ? said.counted : said.takenBack;
  return said[answer.standing];
}

/** @param {Shown} shown */
function resultsOf({ said, place, answer, tally }) {
  const { ask, choices, right = [], because = "" } = /** @type {PhoneQuestion} */ (place.question);
  const wasRefused = answer && answer.standing !== "counted" && answer.choices.length > 0;
  const rows = choices.map((label, choice) => {
    const isRight = right.includes(choice);
    return html`<li class=${isRight ? "result right" : "result"}>
      <span>${label}</span>
      ${isRight ? html`<b class="is-good">✔ ${said.right}</b>` : nothing}
      ${answer?.choices.includes(choice) ? html`<em>${said.yours}</em>` : nothing} ${barOf(said, tally, choice)}
    </li>`;
  });
  return html`<section class="question">
    <h2>${said.results}</h2>
    <p class="ask">${ask}</p>
    <ul>
      ${rows}
    </ul>
    ${tally?.counts ? nothing : html`<p class="standing">${said.gathering}</p>`}
    ${wasRefused && answer.standing !== "waiting" ? html`<p class="standing">${said[answer.standing]}</p>` : nothing}
    <h2>${said.because}</h2>
    <p class="because">${because}</p>
  </section>`;
}

/**
 * @param {Labels} said
 * @param {Shown["tally"]} tally
 * @param {number} choice
 */
function barOf(said, tally, choice) {
  if (!tally?.counts) return nothing;
  const [count, all] = [tally.counts[choice], tally.visitors || 0];
  const share = all ? Math.round((100 * count) / all) : 0;
  return html`${shareBar(share)}<small>${fill(said.choice, { visitors: count, all, share })}</small>`;
}

/** @param {Shown} shown */
function taskOf({ said, place }) {
  const { task } = place;
  if (!task) return nothing;
  return html`<section>
    <h2>${said.task}</h2>
    <p class="ask">${task.ask}</p>
    ${task.says ? html`<p>${task.says}</p>` : nothing}
    ${task.sides.map(
      ([title, says]) =>
        html`<h3>${title}</h3>
          <p>${says}</p>`,
    )}
  </section>`;
}

// -- the story

/**
 * @param {Shown} shown
 * @param {PhoneStory} story
 * @param {boolean} isLesson whether the heading says the lesson's sentence, and not the story's
 */
function storyOf({ said, place }, story, isLesson) {
  const { sentence, rows, number } = toldAt(story, place);
  const words = number + " " + (number === 1 ? story.headline.one : story.headline.many);
  const day = place.day !== null && place.day !== undefined && !place.whole ? fill(said.day, { day: place.day }) : "";
  return html`<section class="story">
    <h2>${isLesson && place.page !== "lessons" ? said.now : said.closed}</h2>
    ${isLesson ? html`<p class="told">${sentence}</p>` : nothing}
    <p class="number">${day ? day + ": " : ""}${words}</p>
    ${rows.length ? nothing : html`<p class="soft">${said.nothing}</p>`}
    <div>
      ${repeat(
        rows,
        (row) => [place.story, row.rule, row.service, row.whom, row.at].join(" "),
        (row) => rowOf(said, story, row),
      )}
    </div>
  </section>`;
}

/**
 * A door with its proof, folded in.
 * @param {Labels} said
 * @param {PhoneStory} story
 * @param {PhoneRow} row
 */
function rowOf(said, story, row) {
  const besides = row.with ? fill(said.with, { service: row.with }) : "";
  const more = [row.word, besides, row.whom, row.when].filter(Boolean).join(" · ");
  return html`<details data-service=${row.service}>
    <summary><span>${row.name || row.sentence}</span> <small>${more}</small></summary>
    <p>${row.sentence}</p>
    <p class="soft">${said.weakest} ${badgeOf(story, row.weakest, row.weakest, 1)}</p>
    <ol>
      ${row.proof.map((place) => stepOf(story, story.steps[place - 1]))}
    </ol>
  </details>`;
}

/**
 * @param {PhoneStory} story
 * @param {PhoneStory["steps"][number]} step
 */
function stepOf(story, step) {
  const quotes = step.quotes.filter((id) => story.quotes[id]?.text || story.quotes[id]?.says);
  return html`<li>
    ${step.sentence} ${badgeOf(story, step.status, step.badge, 1)}
    ${quotes.slice(0, 2).map((id) => quoteOf(story, id, false))}
  </li>`;
}
