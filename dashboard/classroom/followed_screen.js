/* Which windows show Linkage, and which of them the presenter's window follows: one, until it is told otherwise.
   Knows no channel and no page: it is told who spoke and when. */

const PATIENCE = 5000; // milliseconds without a word after which a window is lost

/** @typedef {{ title: string, place: number, places: number, whatIf: string, hidden: boolean, was: string }} Here */
/** @typedef {"none" | "choose" | "with" | "lost" | "closed"} Standing */

/**
 * The windows that were heard, and the one that is followed.
 * @param {string} stored the id of the one that was followed before a reload; blank if none
 */
export function followedScreen(stored) {
  /** @type {Map<string, Here & { heard: number }>} */
  const open = new Map();
  let followed = stored;
  /** @type {Here | null} */
  let last = null; // what the followed one said last

  /**
   * A window spoke. One that was loaded again in place of the followed one is followed on.
   * @param {string} id
   * @param {Here} here
   * @param {number} now
   */
  function hear(id, here, now) {
    const comesBack = followed !== "" && here.was === followed && !open.has(id) && standing(now) !== "with";
    if (comesBack) followed = id;
    open.set(id, { ...here, heard: now });
    if (id === followed) last = here;
  }

  /** @param {string} id of a window that was closed */
  const close = (id) => open.delete(id);

  /** @param {string} id of the window to follow from now on */
  function follow(id) {
    followed = id;
    last = open.get(id) || null;
  }

  /**
   * Everybody had time to answer: where nobody is followed yet, the only window is, or the only one that can be seen.
   * @param {number} now
   * @param {boolean} [late] whether one that was followed before a reload would have spoken by now
   */
  function settle(now, late = true) {
    for (const [id, { heard }] of open) if (id !== followed && now - heard > PATIENCE) open.delete(id);
    if (late && isUnheard()) followed = ""; // nobody has heard it since this window was loaded
    if (followed) return;
    const seen = [...open].filter(([, { hidden }]) => !hidden);
    const only = open.size === 1 ? [...open] : seen;
    if (only.length === 1) follow(only[0][0]);
  }

  /** Whether the followed one has not spoken since this window was loaded. */
  const isUnheard = () => followed !== "" && !last;

  /**
   * How it stands with the followed window.
   * @param {number} now
   * @returns {Standing}
   */
  function standing(now) {
    if (!followed || isUnheard()) return open.size && !followed ? "choose" : "none";
    const heard = open.get(followed)?.heard;
    if (heard === undefined) return "closed";
    return now - heard > PATIENCE ? "lost" : "with";
  }

  /** The windows that were heard, each with its id, in the order in which they were. */
  const windows = () => [...open].map(([id, here]) => ({ id, ...here }));

  return { hear, close, follow, settle, standing, windows, id: () => followed, last: () => last };
}
