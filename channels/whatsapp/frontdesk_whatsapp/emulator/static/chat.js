/** The chat: bubbles, buttons and lists as WhatsApp shows them. */

import { $, icon, make } from "./dom.js";

const timeOf = (bubble, state) =>
  new Intl.DateTimeFormat(state.language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: state.business?.timezone,
  }).format(new Date(bubble.at));

/** A text with WhatsApp's *bold*, _italic_ and ~struck~ parts. */
function formatted(text) {
  const whole = document.createDocumentFragment();
  const tags = { "*": "b", _: "i", "~": "s" };
  for (const part of text.split(/((?<![\p{L}\p{N}])[*_~](?=\S)[^\n*_~]+(?<=\S)[*_~](?![\p{L}\p{N}]))/u)) {
    const tag = part.length > 2 && part[0] === part.at(-1) ? tags[part[0]] : undefined;
    whole.append(tag ? make(tag, "", part.slice(1, -1)) : part);
  }
  return whole;
}

function bubbleElement(bubble, { state, say, write }) {
  const row = make("div", `row ${bubble.mine ? "mine" : "theirs"}`);
  row.dataset.reference = bubble.reference;
  const box = make("div", "bubble");
  if (bubble.quoted) {
    const quoted = make("div", "quoted");
    quoted.append(make("span", "", bubble.quoted.replace(/\s+/g, " ")));
    box.append(quoted);
  }
  const text = make("div", "text");
  text.append(formatted(bubble.text));
  const meta = make("span", `meta ${bubble.ticks}`);
  meta.append(timeOf(bubble, state));
  if (bubble.mine && bubble.ticks === "failed") meta.append(` · ${say("failed")}`);
  else if (bubble.mine) meta.append(icon("ticks"));
  text.append(meta);
  box.append(text);
  if (bubble.rows.length) box.append(tapButton("list-icon", bubble.list_button, () => openSheet(bubble, write)));
  row.append(box);
  for (const button of bubble.buttons) {
    row.append(tapButton("reply-icon", button.title, () => write({ message: bubble.id, choice: button.id })));
  }
  return row;
}

function tapButton(iconName, title, tap) {
  const button = make("button", "tap");
  button.type = "button";
  button.append(icon(iconName), make("span", "", title));
  button.addEventListener("click", tap);
  return button;
}

/**
 * Show the chat. Buttons stay as WhatsApp leaves them: those of older messages can still be tapped.
 *
 * @param page what the page knows (state), says (say) and does when something is tapped (write).
 */
export function renderChat(page) {
  const { state, say } = page;
  const chat = $("chat");
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  const elements = [make("div", "note", say("encrypted"))];
  if (state.bubbles.length) elements.push(make("div", "day", say("today")));
  for (const bubble of state.bubbles) elements.push(bubbleElement(bubble, page));
  if (isTyping(state)) {
    const typing = make("div", "row theirs");
    const box = make("div", "bubble typing");
    box.append(make("i"), make("i"), make("i"));
    typing.append(box);
    elements.push(typing);
  }
  chat.replaceChildren(...elements);
  if (atEnd || state.bubbles.at(-1)?.mine) chat.scrollTop = chat.scrollHeight;
}

/** Whether the business has a message that it has not answered yet. */
export function isTyping(state) {
  const last = state.bubbles.at(-1);
  return Boolean(last && last.mine && last.ticks === "delivered");
}

/** The rows of a list, from below, as WhatsApp shows them. */
function openSheet(bubble, write) {
  $("sheet-title").textContent = bubble.list_button;
  const rows = bubble.rows.map((row) => {
    const label = make("label", "sheet-row");
    const words = make("span");
    words.append(make("b", "", row.title));
    if (row.description) words.append(make("small", "", row.description));
    const radio = make("input");
    Object.assign(radio, { type: "radio", name: "row", value: row.id });
    radio.addEventListener("change", () => ($("sheet-send").disabled = false));
    label.append(words, radio);
    return label;
  });
  $("sheet-rows").replaceChildren(...rows);
  $("sheet-send").disabled = true;
  $("sheet-send").onclick = () => {
    const chosen = document.querySelector('input[name="row"]:checked');
    closeSheet();
    if (chosen) write({ message: bubble.id, choice: chosen.value });
  };
  $("sheet").hidden = false;
  rows[0].querySelector("input").focus();
}

export function closeSheet() {
  $("sheet").hidden = true;
}
