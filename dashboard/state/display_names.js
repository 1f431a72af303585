/* Names in Chinese: an element whose whole text is one says so, for whoever has the page read aloud. Sentences stay
   English with names in them, and aren't marked. Nothing is looked at before the switch is used. */
const CHINESE = "zh-Hans";
const HAN = /\p{Script=Han}/u;
const LATIN_WORD = /\p{Script=Latin}{2}/u;
/** @type {MutationObserver | null} */
let watcher = null;

/**
 * An element with nothing but text inside says whether that is Chinese.
 * @param {Element} element
 */
function mark(element) {
  if (element.childElementCount) return;
  const text = element.textContent || "";
  if (HAN.test(text) && !LATIN_WORD.test(text)) element.setAttribute("lang", CHINESE);
  else if (element.getAttribute("lang") === CHINESE) element.removeAttribute("lang");
}

/** @param {Node} node */
function markWithin(node) {
  const element = node instanceof Element ? node : node.parentElement;
  if (!element || !element.isConnected) return;
  mark(element);
  for (const part of element.querySelectorAll("*")) mark(part);
}

/** @param {MutationRecord[]} changes */
function markChanged(changes) {
  for (const change of changes) {
    if (change.type === "characterData") markWithin(change.target);
    for (const node of change.addedNodes) markWithin(node);
  }
}

/**
 * From the first Chinese name on, mark whatever changes: it may become English again.
 * @param {string} names how names are shown: en, zh or both
 */
export function show(names) {
  if (names === "en" || watcher) return;
  watcher = new MutationObserver(markChanged);
  watcher.observe(document.body, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  markWithin(document.body);
}
