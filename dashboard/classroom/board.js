/* The board's tally: what the class predicts, asked for every two seconds while somebody looks. Text gets in as text. */
import { byId, make } from "../shell/dom.js";
import { fill } from "../shell/number_format.js";
import { shareBar } from "../shell/proportion_bar.js";
import { shareSwitch } from "./shared_step.js";

const EVERY = 2000;
const place = byId("tally");
const labels =
  /** @type {Record<"choice" | "count" | "countOne" | "since" | "closed" | "uncounted" | "share" | "on" | "off", string>} */ ({
    ...place.dataset,
  });

/**
 * @param {string} choice
 * @param {number} count
 * @param {number} visitors
 */
function row(choice, count, visitors) {
  const share = visitors ? Math.round((100 * count) / visitors) : 0;
  const says = make("b", "", fill(labels.choice, { visitors: count, all: visitors, share }));
  return make("li", "", make("span", "", choice), says, shareBar(share));
}

/** @param {Partial<Tally>} tally */
function show(tally) {
  const { choices, counts = [], visitors = 0 } = tally;
  place.hidden = !choices;
  document.body.classList.toggle("tallied", Boolean(choices));
  if (!choices) return;
  const begun = new Date((tally.begun || 0) * 1000);
  const time = begun.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  byId("tally-ask").textContent = tally.ask || "";
  const closed = tally.shown ? " " + labels.closed : "";
  const leftOut = tally.left_out ? " " + fill(labels.uncounted, { count: tally.left_out }) : "";
  const counted =
    fill(visitors === 1 ? labels.countOne : labels.count, { visitors }) + " " + fill(labels.since, { time }) + closed;
  byId("tally-count").textContent = counted + leftOut;
  byId("tally-rows").replaceChildren(...choices.map((choice, number) => row(choice, counts[number], visitors)));
}

async function ask() {
  if (!document.hidden) {
    try {
      const response = await fetch("/_class/tally", {
        cache: "no-store",
        signal: AbortSignal.timeout(EVERY),
      });
      if (response.ok) show(await response.json());
    } catch {
      // The server is busy or gone: what stands here stays, and is asked for again.
    }
  }
  setTimeout(ask, EVERY);
}

shareSwitch(byId("share"), (shared) => fill(labels.share, { state: shared ? labels.on : labels.off }));
byId("tally-begin").addEventListener("click", () => {
  fetch("/_class/begin", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  })
    .then(() => show({}))
    .catch(() => {});
});
ask();
