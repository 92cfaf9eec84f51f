// Saves each response as it is given. The form works without this script: every button saves.
// Only items that changed here since their last save are sent, so that a page which fell behind another window
// never overwrites what was responded there.
const form = document.getElementById("sitting");
const saved = document.getElementById("saved");
const answered = document.getElementById("answered");
const base = form.elements.namedItem("base");
const token = form.elements.namedItem("csrf_token");
let changed = new Set();
let sending = new Set();
let running = false;

const say = (words) => { saved.textContent = words; };

const clock = () => new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });

// A field is named "<item>.<field>".
const itemOf = (name) => name.slice(0, Math.max(0, name.lastIndexOf(".")));

const note = ({ name }) => {
  const item = itemOf(name || "");
  if (item) changed.add(item);
};

const label = (item) => {
  const mark = [...form.querySelectorAll('input[name="items"]')].find((one) => one.value === item);
  return mark?.nextElementSibling?.querySelector("legend")?.firstChild?.textContent ?? "";
};

form.addEventListener("formdata", ({ formData }) => {
  const wanted = (item) => changed.has(item) || sending.has(item);
  const items = formData.getAll("items").filter(wanted);
  formData.delete("items");
  for (const item of items) formData.append("items", item);
  for (const name of [...formData.keys()]) {
    if (itemOf(name) && !wanted(itemOf(name))) formData.delete(name);
  }
});

const post = () => fetch(form.action, {
  method: "POST",
  body: new URLSearchParams(new FormData(form)),
  headers: { Accept: "application/json" },
  credentials: "same-origin",
  redirect: "error",
});

// Whoever signed in again in another tab has a new form token, which the same page, asked for again, carries.
async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('#sitting input[name="csrf_token"]')?.value;
  if (!fresh || fresh === token.value) return false;
  token.value = fresh;
  return true;
}

async function tell(answer) {
  if (answer.ok) {
    const body = await answer.json();
    base.value = body.sequence;
    answered.textContent = body.answered;
    const troubles = Object.entries(body.problems).map(([item, words]) => `${label(item)}：${words}`);
    say(troubles.length ? `保存しました。${troubles.join("　")}` : `${clock()}に保存しました。`);
  } else if (answer.status === 409) {
    say((await answer.json()).description);
  } else if (answer.status === 400 || answer.status === 401) {
    say("サインインの時間が切れました。別のタブでサインインしてから、このページに戻ってください。解答は消えません。");
  } else {
    say("まだ保存できていません。しばらくしてから、下の「保存だけする」を押してください。");
  }
}

async function save() {
  if (running || !changed.size) return;
  running = true;
  sending = changed;
  changed = new Set();
  say("保存しています…");
  let kept = false;
  try {
    let answer = await post();
    if (answer.status === 400 && await renewToken()) answer = await post();
    kept = answer.ok;
    await tell(answer);
  } catch {
    say("まだ保存できていません。つながりを確かめて、下の「保存だけする」を押してください。");
  } finally {
    const again = changed.size > 0;
    if (!kept) changed = new Set([...changed, ...sending]);
    sending = new Set();
    running = false;
    if (again) save();
  }
}

form.addEventListener("change", ({ target }) => { note(target); save(); });

// A text that is still being typed has not said "change" yet when the Enter key presses a button.
form.addEventListener("input", ({ target }) => note(target));

// A browser that brings back what was typed before says nothing about it.
const differs = (one) => (
  one.type === "radio" || one.type === "checkbox" ? one.checked !== one.defaultChecked
    : one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected && option.value)
      : one.type === "text" && one.value !== one.defaultValue
);
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) [...form.elements].filter(differs).forEach(note);
});

window.addEventListener("focus", save);
