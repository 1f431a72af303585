/* What the book is of: the world, what it rests on, what the badges mean, and the keys. */
import { badge, folded, make, quotations } from "./elements.js";

/**
 * The page.
 * @param {BookContext} context
 * @returns {BookPage}
 */
export function aboutPage(context) {
  const { book, pages, say } = context;
  const { world } = book;
  const statuses = Object.entries(book.names.statuses).flatMap(([status, meaning]) => [
    make("dt", {}, badge(status)),
    make("dd", {}, meaning),
  ]);
  const ids = Object.keys(book.quotes);
  return {
    content: [
      make(
        "section",
        { class: "text" },
        make("h2", {}, world.title),
        make("p", { class: "large" }, world.question),
        make("p", {}, world.about),
        make("p", {}, make("b", {}, world.label)),
        ...world.stamp.map((line) => make("p", { class: "soft" }, line)),
        make("h3", {}, say("badges")),
        make("dl", { class: "statuses" }, ...statuses),
        make("h3", {}, say("keys")),
        make("p", {}, say("keys_text", { pages: pages.length })),
        folded(say("all_quotes", { count: ids.length }), ...quotations(context, ids)),
      ),
    ],
  };
}
