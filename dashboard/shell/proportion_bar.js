/* A share as a bar: part of the whole, for the lesson's page and for the class's board. Text beside it says the number. */
import { svgPart } from "./dom.js";

/**
 * A bar of a share.
 * @param {number} share in percent
 */
export function shareBar(share) {
  const svg = svgPart("svg", {
    viewBox: "0 0 100 6",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  svg.append(
    svgPart("rect", { class: "all", width: 100, height: 6 }),
    svgPart("rect", { class: "part", width: share, height: 6 }),
  );
  return svg;
}
