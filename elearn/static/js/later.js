// Lays out, after the first paint and a few pieces a frame, what the style sheet leaves for later: a page is there
// sooner, and no frame is long. In the end nothing is left out, so every name reaches whoever listens to the page.
const rest = [...document.querySelectorAll(".reading > :nth-child(n + 8), .later")];
const PIECES = 3;

const goOn = () => {
  if (rest.length) requestAnimationFrame(() => setTimeout(lay));
};

const lay = () => {
  for (const one of rest.splice(0, rest[0].matches(".later") ? 1 : PIECES)) one.style.contentVisibility = "visible";
  goOn();
};

goOn();
