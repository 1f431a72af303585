/* A share as a bar: part of the whole, for the lesson's page and for the class's board. Text beside it says the number. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const SVG = "http://www.w3.org/2000/svg";

  /** A bar of a share in percent. */
  linkage.shareBar = function (share) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 100 6");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const [name, width] of [["all", 100], ["part", share]]) {
      const rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("class", name);
      rect.setAttribute("width", String(width));
      rect.setAttribute("height", "6");
      svg.append(rect);
    }
    return svg;
  };
})();
