/** Why the bot said what it said. */

import { $, make } from "./dom.js";

/** How a value is shown: ranges and lists in one line. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(" / ");
  if (value && typeof value === "object") return Object.entries(value).map(([key, inner]) => `${key} ${plain(inner)}`).join(", ");
  return value === null || value === undefined ? "—" : String(value);
}

function traceLine(card, title, ...content) {
  const kept = content.filter(Boolean);
  if (!kept.length) return;
  const line = make("div", "line");
  line.append(make("dt", "", title));
  const words = make("dd");
  words.append(...kept);
  line.append(words);
  card.append(line);
}

const chip = (text, kind = "") => make("span", `chip ${kind}`, text);

/** A guess with a bar for how sure it is. */
function guessElement([intent, confidence]) {
  const element = make("div", "guess");
  const bar = make("meter");
  Object.assign(bar, { min: 0, max: 1, value: confidence });
  element.append(make("b", "", intent), bar, make("small", "", confidence.toFixed(2)));
  return element;
}

function valuesElement(values) {
  const entries = Object.entries(values || {});
  if (!entries.length) return null;
  const table = make("table");
  for (const [name, value] of entries) {
    const row = make("tr");
    row.append(make("th", "", name), make("td", "", plain(value)));
    table.append(row);
  }
  return table;
}

function reasonsElement(reasons) {
  if (!reasons?.length) return null;
  const list = make("ul");
  list.append(...reasons.map((reason) => make("li", "", reason)));
  return list;
}

/** Steps of the policy: words, or objects with a word and what belongs to it. */
const stepText = (step) => (typeof step === "string" ? step : Array.isArray(step) ? step.map(plain).join(" ") : plain(step));

function rawElement(why, title) {
  const details = make("details");
  details.append(make("summary", "", title), make("pre", "", JSON.stringify(why, null, 2)));
  return details;
}

function turnElement(bubble, heard, why, say) {
  const card = make("article", "turn");
  card.append(make("blockquote", "", heard || say("silence")));
  const reading = why.reading || {};
  const flags = [
    reading.answer && chip(reading.answer, reading.answer),
    reading.correction && chip(say("correction")),
    reading.stop && chip(say("stop")),
    reading.indifferent && chip(say("indifferent")),
  ];
  const body = make("dl");
  traceLine(body, say("wants"), ...(reading.guesses || []).map(guessElement));
  traceLine(body, say("answer"), ...flags);
  traceLine(body, say("values"), valuesElement(reading.slots));
  traceLine(body, say("also"), valuesElement(reading.also));
  traceLine(body, say("unmet"), ...(reading.unmet || []).map((name) => chip(name)));
  traceLine(body, say("dropped"), ...(reading.dropped || []).map((name) => chip(name)));
  traceLine(body, say("unclear"), valuesElement(reading.unclear));
  traceLine(body, say("reasons"), reasonsElement(reading.reasons));
  traceLine(body, say("decided"), ...[why.decision || []].flat().map((step) => chip(stepText(step), "decision")));
  traceLine(body, say("did"), ...[why.actions || []].flat().map((name) => chip(stepText(name), "did")));
  traceLine(body, say("asks"), why.asks && chip(why.asks));
  traceLine(body, say("form"), valuesElement(why.form));
  traceLine(body, say("template"), why.template && make("code", "", why.template));
  const source = [reading.source, reading.language].filter(Boolean).join(" · ");
  traceLine(body, say("read_by"), source && make("span", "", source));
  card.append(body, rawElement(why, say("raw")));
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
