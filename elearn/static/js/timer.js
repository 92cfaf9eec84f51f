// Says how much time is left, by the server's clock: the page brought the seconds that were left when it was made.
// Aloud only at ten, five and one minute, and at the end.
const MOMENTS = [10, 5, 1];

export function startTimer(shown, said, whenOver) {
  const end = Date.now() + Number(shown.dataset.seconds) * 1000;
  let before = Infinity;
  let over = false;

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const minutes = Math.ceil(left / 60);
    shown.hidden = false;
    if (left > 60) shown.textContent = shown.dataset.minutes.replace("{m}", minutes);
    else if (left) shown.textContent = shown.dataset.last.replace("{s}", left);
    else shown.textContent = shown.dataset.over;
    shown.classList.toggle("is-short", left <= 60);
    const moment = MOMENTS.find((one) => before > one * 60 && left <= one * 60);
    if (moment && before !== Infinity && left) {
      said.textContent = moment === 1 ? said.dataset.minute : said.dataset.minutes.replace("{m}", moment);
    }
    before = left;
    if (!left && !over) {
      over = true;
      whenOver().finally(() => { said.textContent = said.dataset.over; });
    }
    if (!over) setTimeout(tick, 1000);
  };
  tick();
}
