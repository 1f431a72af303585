/* Printing: the light colours, and on paper what the window's frame says on the screen: the title and the address. */
(function () {
  "use strict";
  const SCHEME = "data-theme";
  const paper = window.matchMedia("print");
  let before = null; // the colours on the screen, while it is printed

  function begin() {
    const page = document.documentElement;
    const [head, foot] = [document.querySelector(".page > .head"), document.querySelector(".page > .foot")];
    if (!head || before !== null) return;
    const { now, query } = window.linkage.address;
    head.dataset.title = document.title;
    foot.dataset.address = window.location.origin + window.location.pathname + query(now());
    before = page.getAttribute(SCHEME) || "dark";
    page.setAttribute(SCHEME, "light");
    kept.observe(page, { attributes: true, attributeFilter: [SCHEME] });
  }

  /** Whoever changes the colours meanwhile means the screen's. */
  const kept = new MutationObserver(() => {
    const wanted = document.documentElement.getAttribute(SCHEME);
    if (wanted === "light") return;
    before = wanted;
    document.documentElement.setAttribute(SCHEME, "light");
  });

  function end() {
    kept.disconnect();
    if (before !== null) document.documentElement.setAttribute(SCHEME, before);
    before = null;
  }

  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  paper.addEventListener("change", () => (paper.matches ? begin() : end()));
})();
