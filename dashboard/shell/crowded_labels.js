/* Labels on a line: those that would touch another one give way, so that the rest can be read. */

const BETWEEN = 6; // pixels

/**
 * Which of some labels stand, from left to right: those that have to, and of the others all that touch none.
 * @param {{ left: number, right: number }[]} boxes
 * @param {Iterable<number>} kept the places of those that have to stand
 * @param {number} [between] the least distance
 * @returns {Set<number>}
 */
export function standing(boxes, kept, between = BETWEEN) {
  const stands = new Set();
  const touches = (/** @type {number} */ place) =>
    [...stands].some(
      (other) => boxes[place].left < boxes[other].right + between && boxes[other].left < boxes[place].right + between,
    );
  for (const place of [...kept, ...boxes.keys()]) if (boxes[place] && !touches(place)) stands.add(place);
  return stands;
}
