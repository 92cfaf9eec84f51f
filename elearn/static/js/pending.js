// On a page where nobody sits: what this browser still keeps for the person is sent; what is not taken is shown.
import { attemptsOf, Queue, send } from "./queue.js";
import { showKept } from "./kept.js";

const place = document.getElementById("pending");
const { person, token, send: address } = place.dataset;
const NOBODY = "00000000-0000-0000-0000-000000000000";

async function sendAll() {
  let sent = 0;
  let waiting = 0;
  const queues = attemptsOf(person).map((attempt) => [attempt, new Queue(person, attempt)]);
  for (const [attempt, queue] of queues) {
    while (queue.all().size) {
      const answer = await send(queue, address.replace(NOBODY, attempt), token);
      if (answer.status === 200) {
        sent += answer.sent;
        continue;
      }
      if ([404, 409, 413].includes(answer.status)) {
        for (const [item, entry] of queue.all()) queue.setAside(item, entry, "late");
      } else {
        waiting += queue.all().size;
      }
      break;
    }
  }
  const words = [];
  if (sent) words.push(place.dataset.sent.replace("{n}", sent));
  if (waiting) words.push(place.dataset.waiting.replace("{n}", waiting));
  place.textContent = words.join(" ");
  place.hidden = !words.length;
  showKept(queues.flatMap(([, queue]) => queue.asides()), () => queues.forEach(([, queue]) => queue.forgetAsides()));
  return waiting;
}

sendAll();
window.addEventListener("online", sendAll);
