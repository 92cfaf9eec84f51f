// Saves each answer as it is given. The form works without this script: every button saves.
const form = document.getElementById("sitting");
const saved = document.getElementById("saved");
const base = form.elements.namedItem("base");
let running = false;
let again = false;

const say = (words) => { saved.textContent = words; };

const clock = () => new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });

async function save() {
  if (running) { again = true; return; }
  running = true;
  again = false;
  say("保存しています…");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
    });
    const body = await answer.json();
    if (answer.ok) {
      base.value = body.sequence;
      const troubles = Object.values(body.problems);
      say(troubles.length ? `保存しました。${troubles.join(" ")}` : `${clock()}に保存しました。`);
    } else {
      say(body.description || "保存できませんでした。下のボタンで保存してください。");
    }
  } catch {
    say("まだ保存できていません。つながりを確かめて、下の「保存」ボタンを押してください。");
  } finally {
    running = false;
    if (again) save();
  }
}

form.addEventListener("change", save);
