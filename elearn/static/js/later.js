// Lays out, after the first paint, what the style sheet leaves for later: a page is there sooner, and no frame is long.
// As much at a time as a frame has room for, so a slow machine takes more frames. In the end nothing is left out, so
// every name reaches whoever listens to the page.
const rest = [...document.querySelectorAll(".reading > :nth-child(n + 8), .later, .later :is(details, .cell)")];
const ROOM = 6;  // milliseconds; what is laid out is painted in the same frame, too

const goOn = () => {
  if (rest.length) requestAnimationFrame(() => setTimeout(lay));
};

const lay = () => {
  const end = performance.now() + ROOM;
  do {
    const one = rest.shift();
    one.style.contentVisibility = "visible";
    one.getBoundingClientRect();  // lays it out now, so that the clock tells what it took
  } while (rest.length && performance.now() < end);
  goOn();
};

goOn();
