/* Whether the server still answers: a dead one leaves a picture that looks alive, so a banner says it within 3 s.
   The picture needs no server; when one answers again and something was asked meanwhile, the page asks again. */
import * as hotReload from "../hot_reload.js";
import { byId } from "./dom.js";
import * as frame from "./page_frame.js";

const EVERY = 1800;
const PATIENCE = 900;
let missed = 0;

/** @param {boolean} stale */
function tell(stale) {
  const banner = byId("stale");
  if (!banner || banner.hidden === !stale) return;
  const says = frame.unanswered() || frame.pageName() !== "stage" ? banner.dataset.empty : banner.dataset.says;
  banner.textContent = stale ? says || "" : "";
  banner.hidden = !stale;
  document.documentElement.classList.toggle("is-stale", stale);
  if (!stale && frame.unanswered()) window.location.reload();
}

async function beat() {
  if (!document.hidden) {
    try {
      const response = await fetch("/_alive", {
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      missed = response.ok ? 0 : missed + 1;
      if (response.status === 200) hotReload.heard(await response.json()); // else 204: the world never changes
    } catch {
      missed += 1;
    }
    tell(missed > 0);
  }
  setTimeout(beat, EVERY);
}

setTimeout(beat, EVERY);
