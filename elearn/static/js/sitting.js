// Saves each response as it is given, and keeps it in this browser until the server has a receipt for it. The form
// works without this script: every button saves. Only items that changed here are sent, so that a page which fell
// behind another window never overwrites what was responded there.
import { showKept } from "./kept.js";
import { PATIENCE, Queue, send } from "./queue.js";
import { startTimer } from "./timer.js";

const form = document.getElementById("sitting");
const saved = document.getElementById("saved");
const signIn = document.getElementById("sign-in");
const overview = document.getElementById("overview");
const base = form.elements.namedItem("base");
const token = form.elements.namedItem("csrf_token");
const address = new URL("../responses", form.action);
const queue = new Queue(form.dataset.person, form.dataset.attempt);
// Seconds until the next try. Somebody is looking at the words "not sent yet", so it is never long.
const WAITS = [1, 2, 4, 8, 15];

let sequence = Number(form.dataset.sequence);
let keeps = true;
let running = null;
let tries = 0;
let timer = 0;
let leaving = false;

// A field is named "<item>.<field>".
const itemOf = (name) => name.slice(0, Math.max(0, name.lastIndexOf(".")));
const controls = (item) => [...form.elements].filter(({ name }) => name && itemOf(name) === item);
const isPick = ({ type }) => type === "radio" || type === "checkbox";
const frame = (item) => controls(item)[0]?.closest(".item");

const say = (state, values = {}) => {
  let words = saved.dataset[state];
  for (const [name, value] of Object.entries(values)) words = words.replace(`{${name}}`, value);
  if (saved.textContent !== words) saved.textContent = words;
  saved.dataset.state = state;
  signIn.hidden = state !== "out" && state !== "other";
};

// What this page last said is that something is not sent: another window may have sent it since.
const isBehind = () => ["kept", "out", "other", "full"].includes(saved.dataset.state);
const mustSend = () => queue.all().size > 0 || isBehind();

const fieldsOf = (item) => {
  const fields = {};
  for (const one of controls(item)) {
    const name = one.name.slice(item.length + 1);
    if (!isPick(one) || one.checked) (fields[name] ??= []).push(one.value);
  }
  return fields;
};

// What a person would write down: the item's number, and what was picked or typed.
const wordsOf = (item) => {
  const given = controls(item).filter((one) => (isPick(one) ? one.checked : one.value));
  const texts = given.map((one) => {
    const label = one.labels?.[0]?.textContent.trim() ?? "";
    if (isPick(one)) return label;
    return one.options ? `${label}: ${one.selectedOptions[0].textContent}` : one.value;
  });
  return `${frame(item)?.querySelector("legend")?.firstChild?.textContent ?? ""}  ${texts.join(" / ")}`;
};

const showState = (item) => {
  const button = overview.querySelector(`[value="${frame(item)?.id}"]`);
  if (!button) return;
  const answered = controls(item).some((one) => (isPick(one) ? one.checked : one.value));
  const flagged = Boolean(frame(item)?.querySelector("[name=flag]")?.checked);
  button.classList.toggle("is-answered", answered);
  button.classList.toggle("is-flagged", flagged);
  const words = overview.dataset[`${answered ? "answered" : "blank"}${flagged ? "Flagged" : ""}`];
  button.setAttribute("aria-label", words.replace("{n}", button.textContent));
};

const note = (target) => {
  if (target.name === "flag") {
    keeps = queue.putFlag(target.value, target.checked);
    showState(target.value);
    return true;
  }
  const item = itemOf(target.name || "");
  if (!item) return false;
  keeps = queue.put(item, { fields: fieldsOf(item), base: sequence, words: wordsOf(item) });
  showState(item);
  return true;
};

// What is kept stands in the page again: after a crash, a reload, or a sign-in in between.
const restore = () => {
  for (const [item, { fields }] of queue.responses()) {
    for (const one of controls(item)) {
      const values = fields[one.name.slice(item.length + 1)] ?? [];
      if (isPick(one)) one.checked = values.includes(one.value);
      else one.value = values[0] ?? "";
    }
    showState(item);
  }
  for (const [item, flag] of queue.flags()) {
    const box = frame(item)?.querySelector("[name=flag]");
    if (box) box.checked = flag;
    showState(item);
  }
};

// Whoever signed in again has a new form token, which the same page, asked for again, carries. Asked as a program asks:
// a redirect to the sign-in page would begin a new session, in the midst of a sign-in in another window.
async function renewToken() {
  let answer;
  try {
    answer = await fetch(location.href, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return "kept";
  }
  if (answer.status === 401) return "out";
  if (answer.status === 404) return "other";
  if (!answer.ok) return "kept";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("sitting");
  if (!fresh) {
    location.assign(answer.url);  // the attempt has ended: that page says what was not taken
    return "ended";
  }
  if (fresh.dataset.person !== form.dataset.person) return "other";
  token.value = fresh.querySelector('input[name="csrf_token"]').value;
  return "";
}

const tellReceipt = (receipt) => {
  sequence = Math.max(sequence, receipt.sequence);
  base.value = sequence;
  document.getElementById("answered").textContent = receipt.answered;
  document.querySelectorAll(".field-error.live").forEach((one) => one.remove());
  const troubles = Object.entries(receipt.problems).map(([item, words]) => {
    const box = frame(item);
    if (box && !box.querySelector(".field-error")) {
      const told = document.createElement("p");
      told.className = "field-error live";
      told.textContent = words;
      box.querySelector(".item-tools").before(told);
    }
    return `${box?.querySelector("legend")?.firstChild?.textContent ?? ""}: ${words}`;
  });
  say("saved", { time: receipt.saved_at });
  if (troubles.length) saved.textContent += ` ${troubles.join(" ")}`;
  if (!receipt.older.length) return;
  // The newer responses stand in the page as the server makes it.
  if (receipt.older.some((item) => frame(item))) location.reload();
  else showAsides();
};

const showAsides = () => showKept(queue.asides(), () => queue.forgetAsides());

const later = () => {
  clearTimeout(timer);
  // A room full of pages that lost the same server must not come back in the same moment.
  const spread = 0.8 + 0.4 * Math.random();
  timer = setTimeout(flush, WAITS[Math.min(tries, WAITS.length - 1)] * 1000 * spread);
  tries += 1;
};

// True when nothing is left to be sent; "ended" when the attempt takes nothing any more.
async function sendAll(hurried) {
  let renewed = false;
  let behind = isBehind();
  while (queue.all().size || behind) {
    const slow = setTimeout(() => say("saving"), 600);
    const { status, receipt } = await send(queue, address, token.value, hurried);
    clearTimeout(slow);
    const left = { n: queue.responses().size || queue.all().size };
    if (status === 200) {
      tries = 0;
      behind = false;
      tellReceipt(receipt);
    } else if (status === 409) {
      saved.textContent = receipt.description;
      saved.dataset.state = "ended";
      return "ended";
    } else if ((status === 400 || status === 401) && !renewed) {
      renewed = true;
      const state = await renewToken();
      if (state === "ended") return "ended";
      if (state) {
        if (left.n) say(state, left);
        if (state === "kept") later();
        return false;
      }
    } else if (status === 404) {
      say("other");
      return false;
    } else if (status === 413) {
      say("large");
      return false;
    } else {
      if (left.n) say(keeps ? "kept" : "full", left);
      later();
      return false;
    }
  }
  return true;
}

function flush(hurried = false) {
  running ??= sendAll(hurried).finally(() => { running = null; });
  return running;
}

async function flushAll() {
  await running;
  return flush();
}

form.addEventListener("change", ({ target }) => { if (note(target)) flushAll(); });
// A text that is still being typed is kept at every key: a crash says nothing beforehand.
form.addEventListener("input", ({ target }) => { if (!isPick(target)) note(target); });

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=clear]");
  if (!button) return;
  event.preventDefault();
  const picks = controls(button.value);
  const picked = picks.find((one) => one.checked);
  if (!picked) return;
  picked.checked = false;
  picks[0].focus();
  note(picked);
  flushAll();
});

// A button leaves the page only when everything is saved; else the page stays and says why.
form.addEventListener("submit", async (event) => {
  if (leaving || !queue.all().size) return;
  event.preventDefault();
  const { submitter } = event;
  const done = await flushAll();
  if (!done && keeps) return;
  leaving = true;
  form.requestSubmit(submitter);
  leaving = false;
});

// What was saved by script is not sent a second time.
form.addEventListener("formdata", ({ formData }) => {
  const waiting = queue.responses();
  const items = formData.getAll("items").filter((item) => waiting.has(item));
  for (const name of ["items", "flag", "flagged"]) formData.delete(name);
  for (const item of items) formData.append("items", item);
  for (const name of [...formData.keys()]) {
    if (itemOf(name) && !waiting.has(itemOf(name))) formData.delete(name);
  }
});

// What was given before this script was there counts. But after a reload, or on the way back, the browser itself brings
// back what stood in the form before, which may be older than what the house has: that gives way.
const differs = (one) => {
  if (isPick(one)) return one.checked !== one.defaultChecked;
  if (one.options) return [...one.options].some((option) => option.selected !== option.defaultSelected && option.value);
  return one.type === "text" && one.value !== one.defaultValue;
};

window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) return;
  const way = performance.getEntriesByType("navigation")[0]?.type;
  if (["reload", "back_forward"].includes(way) && !navigator.userActivation?.hasBeenActive) {
    const fresh = token.value;
    form.reset();
    token.value = fresh;
  } else {
    [...form.elements].filter(differs).forEach(note);
  }
  base.value = sequence;
  restore();
  showAsides();
  if (queue.all().size) flush();
});

// A try that is under way may have begun before the sign-in, in another window, that this one comes back from.
for (const name of ["focus", "online"]) window.addEventListener(name, () => { if (mustSend()) flushAll(); });
window.addEventListener("storage", () => { if (isBehind() && !queue.all().size) flushAll(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && queue.all().size) flush(true);
});

const clock = document.getElementById("timer");
if (clock) startTimer(clock, document.getElementById("timer-said"), flushAll);
