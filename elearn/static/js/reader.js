// What the module reader adds for browsers with scripts: it keeps the place, saves the note, shows the text at once as
// chosen. Without this script the same forms and links do the same by a press. Words come from the page.
import "./later.js";

const reader = document.getElementById("reader");
const noteForm = document.getElementById("note-form");
const note = document.getElementById("note-text");
const noteState = document.getElementById("note-state");
const token = noteForm.elements.namedItem("csrf_token");

const post = (url, fields, options = {}) => fetch(url, {
  method: "POST",
  body: new URLSearchParams({ ...fields, csrf_token: token.value }),
  headers: { Accept: "application/json" },
  credentials: "same-origin",
  redirect: "error",
  ...options,
});

// Whoever signed in again in another tab has a new form token, which the same page, asked for again, carries.
async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('#note-form input[name="csrf_token"]')?.value;
  if (!fresh || fresh === token.value) return false;
  token.value = fresh;
  return true;
}

// The place: the first paragraph below the top of the window, once the reader has rested there.
const LINE = 96; // px: what lies above it is behind the reader
const REST = 2000; // ms
const LOOK = 20000; // ms: who jumped nowhere yet, and reads above the kept place, may only be looking
const places = [...reader.querySelectorAll('.reading [id^="p-"]')];
const minutes = Number(reader.dataset.minutes);
const share = document.getElementById("read-share");
const left = document.getElementById("minutes-left");
const wanted = places.findIndex(({ id }) => id === reader.dataset.spot);
let kept = wanted;
let resting = 0;
let resumed = wanted < 0 || location.hash.length > 1;

const current = () => {
  const low = places.findIndex((one) => {
    const { bottom, height } = one.getBoundingClientRect();
    return height > 0 && bottom > LINE;
  });
  return low < 0 ? places.length - 1 : low;
};

const show = (index) => {
  if (!share) return;
  const read = places[index].getBoundingClientRect().top > innerHeight ? 0 : index / places.length;
  share.value = Math.round(read * 100);
  left.textContent = Math.ceil(minutes * (1 - read));
};

const keep = (index, options) => {
  clearTimeout(resting);
  resting = 0;
  if (index === kept) return;
  kept = index;
  resumed = true;
  post(reader.dataset.placeUrl, { place: places[index].id }, options).catch(() => { kept = -1; });
};

if (places.length) {
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const index = current();
      show(index);
      clearTimeout(resting);
      if (index >= wanted) resumed = true;
      resting = setTimeout(() => keep(current()), resumed ? REST : LOOK);
    });
  }, { passive: true });
  addEventListener("hashchange", () => { resumed = true; });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && resting && resumed) keep(current(), { keepalive: true });
  });
}

// The note: saved when the reader stops typing, and when the page is left.
const STOP = 1500; // ms
let saved = note.value;
let stopping = 0;
let saving = false;
let stuck = false;

const say = (words) => { noteState.textContent = words; };

async function told(answer) {
  if (answer.status === 401 || answer.status === 400) return noteForm.dataset.signedOut;
  if (answer.ok || answer.status === 409 || answer.status === 422) return (await answer.json()).state;
  return noteForm.dataset.failed;
}

async function saveNote(options = {}) {
  clearTimeout(stopping);
  if (saving || stuck || note.value === saved) return;
  saving = true;
  const text = note.value;
  say(noteForm.dataset.saving);
  try {
    const send = () => post(noteForm.action, { note: text, base: noteForm.elements.namedItem("base").value }, options);
    let answer = await send();
    if (answer.status === 400 && await renewToken()) answer = await send();
    if (answer.ok) saved = text;
    stuck = answer.status === 409; // somebody else's words stand there: only a press of the button decides
    const copy = answer.clone();
    say(await told(answer));
    if (copy.ok) noteForm.elements.namedItem("base").value = (await copy.json()).revision;
  } catch {
    say(noteForm.dataset.failed);
  } finally {
    saving = false;
    if (saved === text && note.value !== saved) saveNote();
  }
}

note.addEventListener("input", () => {
  clearTimeout(stopping);
  if (!saving) say(note.value === saved ? "" : noteForm.dataset.unsaved);
  stopping = setTimeout(saveNote, STOP);
});
note.addEventListener("change", () => saveNote());
addEventListener("online", () => saveNote());
addEventListener("focus", () => saveNote());
addEventListener("pagehide", () => saveNote({ keepalive: true }));
let leaving = false;
noteForm.addEventListener("submit", () => { leaving = true; });
addEventListener("beforeunload", (event) => {
  if (!leaving && note.value !== saved) event.preventDefault();
});

// The view: at once, and kept for the next page. The button stays for whoever has no script.
const viewForm = document.querySelector(".reader-view");
viewForm.querySelector("button").hidden = true;
viewForm.addEventListener("change", () => {
  const { size, furigana } = viewForm.elements;
  const before = places.length ? places[current()] : null;
  const top = before?.getBoundingClientRect().top;
  reader.className = `reader reader-${size.value} furigana-${furigana.value}`;
  if (before) scrollBy(0, before.getBoundingClientRect().top - top);
  post(viewForm.action, { size: size.value, furigana: furigana.value }, { redirect: "manual" }).catch(() => {});
});
