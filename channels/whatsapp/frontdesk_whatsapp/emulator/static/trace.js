/** Why the bot said what it said. */

import { $, make } from "./dom.js";

const SECTIONS = ["reading", "decision", "template", "sources"];

/** The sentences of a section, one below the other. */
function sectionElement(title, sentences) {
  const line = make("div", "line");
  const list = make("ul");
  list.append(...sentences.map((sentence) => make("li", "", sentence)));
  const words = make("dd");
  words.append(list);
  line.append(make("dt", "", title), words);
  return line;
}

function rawElement(why, title) {
  const details = make("details");
  details.append(make("summary", "", title), make("pre", "", JSON.stringify(why, null, 2)));
  return details;
}

function turnElement(bubble, heard, why, say) {
  const card = make("article", "turn");
  card.append(make("blockquote", "", heard || say("silence")));
  const body = make("dl");
  const told = SECTIONS.filter((name) => why.words[name]?.length);
  body.append(...told.map((name) => sectionElement(say(name), why.words[name])));
  card.append(body, rawElement(why.raw, say("raw")));
  for (const [type, on] of [["mouseenter", true], ["mouseleave", false]]) {
    card.addEventListener(type, () => highlight(bubble.reference, on));
  }
  return card;
}

function highlight(reference, on) {
  for (const row of document.querySelectorAll(".row.theirs")) {
    if (row.dataset.reference === reference) row.classList.toggle("lit", on);
  }
}

/** One card an answer, the newest first. */
export function renderTrace(state, say) {
  const turns = $("turns");
  const opened = new Set([...turns.querySelectorAll("details[open]")].map((each) => each.parentElement.dataset.reference));
  const cards = [];
  let heard = [];
  for (const bubble of state.bubbles) {
    if (bubble.mine) {
      heard.push(bubble.text);
      continue;
    }
    const why = state.why[bubble.reference];
    if (why) {
      const card = turnElement(bubble, heard.join(" ↵ "), why, say);
      card.dataset.reference = bubble.reference;
      card.querySelector("details").open = opened.has(bubble.reference);
      cards.unshift(card);
    }
    heard = [];
  }
  turns.replaceChildren(...(cards.length ? cards : [make("p", "empty", say("nothing_yet"))]));
}
