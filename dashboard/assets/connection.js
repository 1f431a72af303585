/* Whether the server still answers: a dead one leaves a picture that looks alive, so a banner says it within 3 s.
   The picture needs no server; when one answers again and something was asked meanwhile, the page asks again. */
(function () {
  "use strict";
  const EVERY = 1800;
  const PATIENCE = 900;
  let missed = 0;

  function banner() {
    return document.getElementById("stale");
  }

  function say(stale) {
    const place = banner();
    if (!place || place.hidden === !stale) return;
    place.textContent = stale ? place.dataset.says : "";
    place.hidden = !stale;
    document.documentElement.classList.toggle("is-stale", stale);
    if (!stale && window.linkage.shell.unanswered()) window.location.reload();
  }

  async function beat() {
    if (!document.hidden) {
      try {
        const answer = await fetch("/_alive", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
        missed = answer.ok ? 0 : missed + 1;
        if (answer.status === 200) window.linkage.edition.heard(await answer.json()); // else 204: the world never changes
      } catch {
        missed += 1;
      }
      say(missed > 0);
    }
    setTimeout(beat, EVERY);
  }

  setTimeout(beat, EVERY);
})();
