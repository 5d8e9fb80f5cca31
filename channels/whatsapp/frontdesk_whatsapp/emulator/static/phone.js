"use strict";

const $ = (id) => document.getElementById(id);

/** An element with a class and a text. */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const icon = (name) => $(name).content.firstElementChild.cloneNode(true);

/** Everything the page knows. */
const state = {
  language: localStorage.getItem("language") || (navigator.language.startsWith("ru") ? "ru" : "en"),
  businesses: [],
  business: null,
  session: sessionStorage.getItem("session"),
  version: -1,
  bubbles: [],
  why: {},
  online: true,
  generation: 0,
};

const say = (key) => TEXTS[state.language][key];

// -- talking to the server ------------------------------------------------------------------------------------------

async function ask(path, options = {}) {
  const headers = { "x-phone-session": state.session || "", ...(options.body ? { "content-type": "application/json" } : {}) };
  const response = await fetch(path, { ...options, headers });
  if (!response.ok) throw Object.assign(new Error(path), { status: response.status });
  return response.json();
}

const post = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

async function loadBusinesses() {
  const found = await ask(`/phone/businesses?language=${state.language}`);
  state.businesses = found.businesses;
  const wanted = sessionStorage.getItem("account");
  state.business = state.businesses.find((each) => each.account === wanted) || state.businesses[0] || null;
}

async function startSession() {
  if (!state.business) return;
  const opened = await post("/phone/sessions", { account: state.business.account, name: say("guest") });
  state.session = opened.session;
  sessionStorage.setItem("session", opened.session);
  sessionStorage.setItem("account", state.business.account);
  sessionStorage.setItem("customer", `${opened.name}, ${opened.number}`);
  Object.assign(state, { version: -1, bubbles: [], why: {} });
  render();
}

async function write(body) {
  try {
    await post("/phone/messages", body);
  } catch (error) {
    if (error.status === 404) await startSession().then(() => (body.text ? post("/phone/messages", body) : null));
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Ask for news for ever. The server answers when there are some, or after two seconds. */
async function listen(generation) {
  while (generation === state.generation) {
    try {
      if (!state.session) await startSession();
      const news = await ask(`/phone/updates?since=${state.version}`);
      if (generation !== state.generation) return;
      const changed = news.version !== state.version || !state.online;
      Object.assign(state, { online: true, version: news.version, bubbles: news.bubbles, why: news.why });
      if (changed) render();
    } catch (error) {
      if (error.status === 404) state.session = null;
      else state.online = false;
      renderPresence();
      await pause(1200);
    }
  }
}

function restart() {
  state.generation += 1;
  state.session = null;
  const generation = state.generation;
  startSession().catch(() => null).then(() => listen(generation));
  $("text").focus();
}

// -- the chat ---------------------------------------------------------------------------------------------------------

const timeOf = (bubble) =>
  new Intl.DateTimeFormat(state.language, { hour: "2-digit", minute: "2-digit", timeZone: state.business?.timezone }).format(new Date(bubble.at));

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

function bubbleElement(bubble, open) {
  const row = make("div", `row ${bubble.mine ? "mine" : "theirs"}`);
  row.dataset.reference = bubble.reference;
  const box = make("div", "bubble");
  if (bubble.quoted) box.append(make("div", "quoted", bubble.quoted));
  const text = make("div", "text");
  text.append(formatted(bubble.text));
  const meta = make("span", `meta ${bubble.ticks}`);
  meta.append(timeOf(bubble));
  if (bubble.mine && bubble.ticks === "failed") meta.append(` · ${say("failed")}`);
  else if (bubble.mine) meta.append(icon("ticks"));
  text.append(meta);
  box.append(text);
  if (bubble.rows.length) box.append(tapButton("list-icon", bubble.list_button, () => openSheet(bubble), !open));
  row.append(box);
  for (const button of bubble.buttons) {
    row.append(tapButton("reply-icon", button.title, () => write({ message: bubble.id, choice: button.id }), !open));
  }
  return row;
}

function tapButton(iconName, title, tap, disabled) {
  const button = make("button", "tap");
  button.type = "button";
  button.disabled = disabled;
  button.append(icon(iconName), make("span", "", title));
  button.addEventListener("click", tap);
  return button;
}

/** Buttons stay as WhatsApp leaves them: those of older messages can still be tapped. */
function renderChat() {
  const chat = $("chat");
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  const elements = [make("div", "note", say("encrypted"))];
  if (state.bubbles.length) elements.push(make("div", "day", say("today")));
  for (const bubble of state.bubbles) elements.push(bubbleElement(bubble, true));
  if (isTyping()) {
    const typing = make("div", "row theirs");
    const box = make("div", "bubble typing");
    box.append(make("i"), make("i"), make("i"));
    typing.append(box);
    elements.push(typing);
  }
  chat.replaceChildren(...elements);
  if (atEnd || state.bubbles.at(-1)?.mine) chat.scrollTop = chat.scrollHeight;
}

function isTyping() {
  const last = state.bubbles.at(-1);
  return Boolean(last && last.mine && last.ticks === "delivered");
}

function renderPresence() {
  $("presence").textContent = say(!state.online ? "offline" : isTyping() ? "typing" : "online");
}

// -- the list ---------------------------------------------------------------------------------------------------------

function openSheet(bubble) {
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

function closeSheet() {
  $("sheet").hidden = true;
}

// -- around it --------------------------------------------------------------------------------------------------------

function renderIntro() {
  document.documentElement.lang = state.language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  $("text").placeholder = say("message");
  $("text").setAttribute("aria-label", say("message"));
  $("language").textContent = say("other_language");
  $("customer").textContent = sessionStorage.getItem("customer") || "";
  const business = state.business;
  if (!business) return;
  document.title = `${business.name} · frontdesk`;
  $("name").textContent = business.name;
  $("avatar").textContent = [...business.name.replace(/[^\p{L}\p{N} ]/gu, "").trim()][0] || "·";
  $("business-field").hidden = state.businesses.length < 2;
  $("business").replaceChildren(...state.businesses.map((each) => new Option(each.name, each.account, false, each === business)));
  $("suggestions").replaceChildren(
    ...business.suggestions.map((text) => {
      const item = make("li");
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => write({ text }));
      item.append(button);
      return item;
    }),
  );
}

function render() {
  renderIntro();
  renderPresence();
  renderChat();
  renderTrace(state, say);
}

function grow() {
  const text = $("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 120)}px`;
}

function sendText() {
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  grow();
  write({ text });
}

function wire() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    sendText();
  });
  $("text").addEventListener("input", grow);
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendText();
    }
  });
  $("restart").addEventListener("click", restart);
  $("business").addEventListener("change", () => {
    state.business = state.businesses.find((each) => each.account === $("business").value);
    restart();
  });
  $("language").addEventListener("click", async () => {
    state.language = state.language === "ru" ? "en" : "ru";
    localStorage.setItem("language", state.language);
    await loadBusinesses().catch(() => null);
    render();
  });
  $("theme").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  $("why").addEventListener("click", () => document.body.classList.toggle("with-trace"));
  $("trace-close").addEventListener("click", () => document.body.classList.remove("with-trace"));
  $("sheet-close").addEventListener("click", closeSheet);
  $("sheet-shade").addEventListener("click", closeSheet);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeSheet());
}

const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

async function begin() {
  const parameters = new URLSearchParams(location.search);
  if (TEXTS[parameters.get("language")]) state.language = parameters.get("language");
  const theme = parameters.get("theme") || localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  wire();
  render();
  while (!state.business) {
    await loadBusinesses().catch(() => null);
    if (!state.business) await pause(1200);
  }
  render();
  listen(state.generation);
}

begin();
