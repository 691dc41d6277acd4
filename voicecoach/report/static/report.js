"use strict";
(() => {
  const audio = document.querySelector(".player audio");
  if (!audio) return;
  const root = document.documentElement;
  root.classList.add("playable");
  const controls = document.querySelector(".controls");
  const speed = document.querySelector(".speed");
  const follow = document.querySelector(".follow");
  const keys = document.querySelector(".keys");
  const help = document.querySelector(".help");
  const words = [...document.querySelectorAll(".w[data-start]")];
  const starts = words.map((word) => Number(word.dataset.start));
  const ends = words.map((word) => Number(word.dataset.end));
  const line = document.querySelector(".timeline .head-line");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  controls.hidden = false;

  const playFrom = (seconds) => {
    audio.currentTime = Number(seconds);
    audio.play().catch(() => {});
  };

  // places become buttons here, so that a page without JavaScript shows none that does nothing
  for (const place of document.querySelectorAll("span.at[data-start]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "at";
    button.dataset.start = place.dataset.start;
    button.textContent = place.textContent;
    button.setAttribute("aria-label", `Play from ${place.textContent}`);
    place.replaceWith(button);
  }
  document.addEventListener("click", (event) => {
    const place = event.target.closest("button.at, .jump, .w[data-start]");
    if (place) playFrom(place.dataset.start);
  });

  // one stop for Tab; the arrows move from word to word
  words.forEach((word, index) => {
    word.setAttribute("role", "button");
    word.tabIndex = index === 0 ? 0 : -1;
  });
  const focusWord = (index) => {
    const next = words[Math.min(Math.max(index, 0), words.length - 1)];
    for (const word of words) word.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  document.addEventListener("keydown", (event) => {
    const index = words.indexOf(document.activeElement);
    if (index < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const moves = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: words.length - 1 };
    if (event.key in moves) focusWord(moves[event.key]);
    else if (event.key === "Enter") playFrom(starts[index]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });

  const wordAt = (time) => {
    let low = 0, high = starts.length - 1, found = -1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time + 0.02) { found = middle; low = middle + 1; } else high = middle - 1;
    }
    return found >= 0 && time <= ends[found] + 0.25 ? found : -1;
  };
  let lit = -1;
  const show = () => {
    const index = wordAt(audio.currentTime);
    if (line && audio.duration) {
      line.removeAttribute("hidden");
      const x = `${(100 * audio.currentTime) / audio.duration}%`;
      line.firstElementChild.setAttribute("x1", x);
      line.firstElementChild.setAttribute("x2", x);
    }
    if (index === lit) return;
    if (lit >= 0) words[lit].classList.remove("now");
    lit = index;
    if (lit < 0) return;
    words[lit].classList.add("now");
    if (!follow.checked || audio.paused) return;
    const box = words[lit].getBoundingClientRect();
    if (box.top < 130 || box.bottom > window.innerHeight - 60)
      words[lit].scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  };
  const run = () => {
    show();
    if (!audio.paused) requestAnimationFrame(run);
  };
  audio.addEventListener("play", run);
  audio.addEventListener("seeked", show);
  // who scrolls by hand wants to read elsewhere
  for (const name of ["wheel", "touchmove"])
    document.addEventListener(name, () => { if (!audio.paused) follow.checked = false; }, { passive: true });

  speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); });
  const changeSpeed = (step) => {
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + step, 0), speed.options.length - 1);
    audio.playbackRate = Number(speed.value);
  };
  const actions = {
    " ": () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()),
    ArrowLeft: () => { audio.currentTime = Math.max(0, audio.currentTime - 5); },
    ArrowRight: () => { audio.currentTime = Math.min(audio.duration || 0, audio.currentTime + 5); },
    "<": () => changeSpeed(-1),
    ">": () => changeSpeed(1),
    "?": () => { help.open = !help.open; },
  };
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.altKey || event.metaKey) return;
    const word = event.target.closest(".w");
    if (!word && event.target.closest("a, button, input, select, textarea, summary, audio")) return;
    if (!(event.key in actions)) return;
    event.preventDefault();
    actions[event.key]();
  });
})();
