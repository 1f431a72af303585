/* The answers that this phone has given, and how each stands with the presenter's machine. Knows no page and no network.
   They outlive the machine's end: what it counted before a restart is lost there, and is sent again from here. */

/** @typedef {"waiting" | "counted" | "late" | "full" | "unknown"} Standing */
/** @typedef {{ lesson: string, part: number, choices: number[], standing: Standing, boot: string }} PhoneAnswer */

const STANDINGS = ["waiting", "counted", "late", "full", "unknown"];

/**
 * The answers of a phone.
 * @param {string} stored what `text` gave before the page was loaded again; blank if nothing
 */
export function phoneAnswers(stored) {
  const { boot: lastBoot, resets: lastResets, answers: kept } = read(stored);
  const answers = new Map(kept.map((answer) => [nameOf(answer.lesson, answer.part), answer]));
  let boot = lastBoot; // which start of the machine was met last
  let resets = lastResets; // how often its votes had been reset then

  /**
   * The machine has answered. After a restart what it had counted waits to be sent again; after a reset all is gone.
   * @param {string} nowBoot
   * @param {number} nowResets
   * @returns {boolean} whether the votes were reset
   */
  function meet(nowBoot, nowResets) {
    const isReset = boot === nowBoot ? resets !== nowResets : nowResets > 0 && boot !== "";
    if (isReset) answers.clear();
    for (const answer of answers.values()) {
      if (answer.boot !== nowBoot && answer.standing === "counted") answer.standing = "waiting";
    }
    boot = nowBoot;
    resets = nowResets;
    return isReset;
  }

  /**
   * Choose one, or take it back.
   * @param {string} lesson
   * @param {number} part
   * @param {number} choice
   * @param {boolean} several whether more than one may be chosen
   */
  function choose(lesson, part, choice, several) {
    const before = of(lesson, part)?.choices || [];
    const others = before.filter((each) => each !== choice);
    const more = several ? [...before, choice].sort((a, b) => a - b) : [choice];
    const choices = before.includes(choice) ? others : more;
    answers.set(nameOf(lesson, part), { lesson, part, choices, standing: "waiting", boot });
  }

  /**
   * The machine said what became of an answer; one that was changed meanwhile waits on.
   * @param {PhoneAnswer} sent
   * @param {Standing} standing
   */
  function settle(sent, standing) {
    const answer = of(sent.lesson, sent.part);
    if (!answer || answer.choices.join() !== sent.choices.join()) return;
    answer.standing = standing;
    answer.boot = boot;
  }

  /** The answer that is sent next, as it is now, or null. */
  function waiting() {
    const answer = [...answers.values()].find(({ standing }) => standing === "waiting");
    return answer ? { ...answer, choices: [...answer.choices] } : null;
  }

  /**
   * @param {string} lesson
   * @param {number} part
   */
  const of = (lesson, part) => answers.get(nameOf(lesson, part)) || null;

  const text = () => JSON.stringify({ boot, resets, answers: [...answers.values()] });

  return { meet, choose, settle, waiting, of, text };
}

/**
 * @param {string} lesson
 * @param {number} part
 */
const nameOf = (lesson, part) => lesson + " " + part;

/**
 * @param {string} stored
 * @returns {{ boot: string, resets: number, answers: PhoneAnswer[] }}
 */
function read(stored) {
  const nothing = { boot: "", resets: 0, answers: [] };
  try {
    const { boot, resets, answers } = JSON.parse(stored || "null") || nothing;
    if (typeof boot !== "string" || !Number.isFinite(resets) || !Array.isArray(answers)) return nothing;
    return { boot, resets, answers: answers.filter(isAnswer) };
  } catch {
    return nothing;
  }
}

/** @param {any} answer */
function isAnswer(answer) {
  return (
    typeof answer?.lesson === "string" &&
    Number.isInteger(answer.part) &&
    Array.isArray(answer.choices) &&
    answer.choices.every(Number.isInteger) &&
    STANDINGS.includes(answer.standing)
  );
}
