/** The page: a phone, what it is connected to, and what lies around it. */

import { closeSheet, isTyping, renderChat } from "./chat.js";
import { $, make } from "./dom.js";
import { TEXTS } from "./texts.js";
import { renderTrace } from "./trace.js";

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

// -- around it --------------------------------------------------------------------------------------------------------

function renderPresence() {
  $("presence").textContent = say(!state.online ? "offline" : isTyping(state) ? "typing" : "online");
}

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
      const button = make("button", "", text[0].toUpperCase() + text.slice(1));
      button.type = "button";
      button.addEventListener("click", () => write({ text: button.textContent }));
      item.append(button);
      return item;
    }),
  );
}

function render() {
  renderIntro();
  renderPresence();
  renderChat({ state, say, write });
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
