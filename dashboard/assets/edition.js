/* Of a folder that its author is changing (`linkage serve FOLDER --reload`): a new edition is loaded by itself, at the
   same address; what is wrong with the folder stands in a banner until it is mended. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  let banner = null;

  /** What the heartbeat said: which edition is shown, and what is wrong (blank: nothing). */
  function heard({ edition, says }) {
    if (edition !== document.documentElement.dataset.edition) return window.location.reload();
    if (!banner) {
      banner = linkage.make.make("div", "faulty");
      banner.id = "faulty";
      banner.setAttribute("role", "alert");
      document.querySelector(".foot").prepend(banner); // in the flow: it hides no control
    }
    banner.hidden = !says;
    if (banner.textContent !== says) banner.textContent = says;
    return undefined;
  }

  linkage.edition = { heard };
})();
