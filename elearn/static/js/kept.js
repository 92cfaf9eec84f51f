// Shows what this browser kept and the server did not take, so that it can be copied or put away.
const template = document.getElementById("kept");

// Hardly any page ever needs the words, so a page that is full of other things leaves them with the server.
async function fill() {
  if (template.content.childElementCount) return true;
  const answer = await fetch(template.dataset.from).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const words = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!template.content.childElementCount) template.content.append(...words.body.children);
  return true;
}

export async function showKept(entries, forget) {
  const filled = Boolean(entries.length && template) && await fill();
  document.getElementById("kept-title")?.closest("section")?.remove();
  if (!filled) return;
  const copy = template.content.cloneNode(true);
  const box = copy.querySelector("section");
  const words = copy.querySelector("textarea");
  words.value = entries.map((entry) => entry.words).filter(Boolean).join("\n");
  words.rows = Math.min(12, entries.length + 1);
  copy.querySelector("[data-late]").hidden = !entries.some(({ why }) => why !== "older");
  copy.querySelector("[data-older]").hidden = !entries.some(({ why }) => why === "older");
  const button = copy.querySelector("[data-copy]");
  button.addEventListener("click", () => {
    words.select();
    // The newer way needs a secure address, which an office network may not have.
    if (navigator.clipboard) navigator.clipboard.writeText(words.value).catch(() => {});
    else document.execCommand("copy");
    button.textContent = button.dataset.copied;
  });
  copy.querySelector("[data-drop]").addEventListener("click", () => {
    forget();
    box.remove();
    document.getElementById("main").focus();
  });
  template.after(copy);
}
