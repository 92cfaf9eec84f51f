// Keeps what could not be sent yet, in this browser: an entry for each person, attempt and item. An entry leaves when
// the server has given a receipt for it. Another person's entries are never read.
const KEPT = "elearn:kept:";
const ASIDE = "elearn:aside:";
const FLAG = "flag/";
const MOST = 40;
export const PATIENCE = 15000;

// A name for what this page sends. Two pages must never share one, for a name that is known adds nothing.
const device = [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
let number = 0;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

const keysWith = (start) => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
};

export class Queue {
  constructor(person, attempt) {
    this.kept = `${KEPT}${person}:${attempt}:`;
    this.aside = `${ASIDE}${person}:${attempt}:`;
    this.memory = new Map();
  }

  // False when the browser has no room or no leave to keep it; then this page alone remembers.
  put(item, entry) {
    const stamped = { ...entry, at: Date.now(), stamp: `${device}${number++}` };
    try {
      localStorage.setItem(this.kept + item, JSON.stringify(stamped));
      this.memory.delete(item);
      return true;
    } catch {
      this.memory.set(item, stamped);
      return false;
    }
  }

  putFlag(item, flag) {
    return this.put(FLAG + item, { flag });
  }

  all() {
    const found = new Map(this.memory);
    for (const key of keysWith(this.kept)) {
      const entry = read(key);
      if (entry?.stamp) found.set(key.slice(this.kept.length), entry);
    }
    return found;
  }

  // The responses alone, by item.
  responses() {
    return new Map([...this.all()].filter(([item]) => !item.startsWith(FLAG)));
  }

  flags() {
    return new Map([...this.all()].filter(([item]) => item.startsWith(FLAG)).map(([item, { flag }]) => [item.slice(FLAG.length), flag]));
  }

  // Only what was sent leaves: what was given since then has another stamp.
  drop(item, stamp) {
    if (this.memory.get(item)?.stamp === stamp) this.memory.delete(item);
    if (read(this.kept + item)?.stamp === stamp) localStorage.removeItem(this.kept + item);
  }

  setAside(item, entry, why) {
    try {
      localStorage.setItem(this.aside + item, JSON.stringify({ ...entry, why }));
    } catch {
      return;
    }
    this.drop(item, entry.stamp);
  }

  asides() {
    return keysWith(this.aside).map(read).filter(Boolean);
  }

  forgetAsides() {
    keysWith(this.aside).forEach((key) => localStorage.removeItem(key));
  }
}

// Every attempt of a person for which something is kept or was put aside.
export const attemptsOf = (person) => [...new Set(
  [KEPT, ASIDE].flatMap((start) => keysWith(`${start}${person}:`).map((key) => key.slice(start.length).split(":")[1])),
)];

let last = { names: "", number: 0 };

// Sends at most MOST entries: {status, receipt, sent}; status 0 when there was no answer. What is sent again without
// a change goes under its first name, so that the server knows it. Sending nothing asks how things stand.
export async function send(queue, address, token, hurried = false) {
  const batch = [...queue.all()].slice(0, MOST);
  const names = batch.map(([, entry]) => entry.stamp).join();
  if (!names || names !== last.names) last = { names, number: number++ };
  const body = { device, number: last.number, entries: [], flags: {} };
  for (const [item, { flag, fields, base, at }] of batch) {
    if (item.startsWith(FLAG)) body.flags[item.slice(FLAG.length)] = flag;
    else body.entries.push({ item, fields, base, age: Math.max(0, (Date.now() - at) / 1000) });
  }
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
      credentials: "same-origin",
      redirect: "error",
      keepalive: hurried,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const receipt = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      for (const [item, entry] of batch) {
        if (receipt.older.includes(item)) queue.setAside(item, entry, "older");
        else queue.drop(item, entry.stamp);
      }
    }
    return { status: answer.status, receipt, sent: batch.length };
  } catch {
    return { status: 0, receipt: {}, sent: 0 };
  }
}
