/* Whether the server still answers: a dead one leaves a picture that looks alive, so a banner says it within 3 s (of one
   that hangs, within 5 s). One miss says nothing yet: a server may be busy, and is asked again at once.
   The picture needs no server; when one answers again and something was asked meanwhile, the page asks again. */
import * as hotReload from "../hot_reload.js";
import { byId } from "./dom.js";
import * as frame from "./page_frame.js";

const EVERY = 1800;
const AT_ONCE = 200; // milliseconds after a first miss
const PATIENCE = 1200;
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
      if (response.status === 200) hotReload.heard(await response.json());
    } catch {
      missed += 1;
    }
    tell(missed > 1);
  }
  setTimeout(beat, missed === 1 ? AT_ONCE : EVERY);
}

setTimeout(beat, EVERY);
