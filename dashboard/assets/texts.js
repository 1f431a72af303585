/* A what-if as text: parts with commas between, a reading in front. Adds parts, takes them away, sets a part's number.
   Nothing here knows what a part does. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});

  const split = (said) => said.split(",").map((each) => each.trim()).filter(Boolean);
  const isReading = (part) => part.startsWith("reading:");

  /** The reading that a what-if holds in; `plain` is the one that isn't said. */
  function readingOf(said, plain) {
    const first = split(said)[0] || "";
    return isReading(first) ? first : "reading:" + plain;
  }

  /** Whether all of a text's parts stand in the what-if. */
  function has(said, wanted, plain) {
    const there = split(said);
    return split(wanted).every((part) => (isReading(part) ? readingOf(said, plain) === part : there.includes(part)));
  }

  /** The what-if with a text's parts, or without them; a reading stands in front, and the plain one isn't said. */
  function toggled(said, wanted, plain) {
    const parts = split(wanted);
    const mine = split(said).filter((part) => !isReading(part));
    const reading = parts.find(isReading);
    const on = has(said, wanted, plain);
    const more = parts.filter((part) => !isReading(part) && !mine.includes(part));
    const rest = on ? mine.filter((part) => !parts.includes(part)) : [...mine, ...more];
    const now = reading ? (on ? "" : reading) : readingOf(said, plain);
    const front = now && now !== "reading:" + plain ? [now] : [];
    return [...front, ...rest].join(",");
  }

  function without(said, part) {
    return split(said).filter((each) => each !== part).join(",");
  }

  /** The number of a part `head=number`, or nothing. */
  function numberIn(said, head) {
    const found = split(said).find((part) => part.startsWith(head + "="));
    return found ? found.slice(head.length + 1) : "";
  }

  function withNumber(said, head, value) {
    const rest = split(said).filter((part) => !part.startsWith(head + "="));
    return [...rest, ...(value ? [head + "=" + value] : [])].join(",");
  }

  linkage.texts = { split, readingOf, has, toggled, without, numberIn, withNumber };
})();
