// The player: one audio element, its own controls, a loop, and who wants to know the time.

const clockOf = (seconds) => {
  const whole = Math.floor(Math.max(seconds, 0) || 0);
  const rest = String(whole % 60).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}:${rest}`;
  return `${Math.floor(whole / 3600)}:${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}:${rest}`;
};

// A place in a sound that is here whole is reached within milliseconds.
const LATE_MS = 1000;

// Returns the player of a bar, or nothing where there is no sound.
export const createPlayer = (bar) => {
  const audio = bar && bar.querySelector("audio");
  if (!audio) return null;
  const find = (what) => bar.querySelector(`[data-do="${what}"]`);
  const [toggle, seek, now, whole, speed, loopButton] =
    ["toggle", "seek", "now", "whole", "speed", "loop"].map(find);
  const status = bar.querySelector("[role=status]");
  const listeners = [];
  let stopAt = null;
  let loop = { from: null, to: null };

  audio.controls = false;
  audio.preservesPitch = true;
  bar.querySelector(".controls").hidden = false;
  document.documentElement.classList.add("playable");

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(bar.dataset.duration) || 0);
  const report = () => {
    const time = audio.currentTime;
    now.textContent = clockOf(time);
    seek.value = String(time);
    seek.setAttribute("aria-valuetext", `${clockOf(time)} of ${clockOf(length())}`);
    for (const listener of listeners) listener(time, length());
  };
  const setUp = () => {
    seek.max = String(length());
    whole.textContent = clockOf(length());
    report();
  };
  // on a busy machine Chromium now and then never arrives where it was sent: it is sent once more
  let late;
  audio.addEventListener("seeking", () => {
    clearTimeout(late);
    late = setTimeout(() => { if (audio.seeking) audio.currentTime = audio.currentTime; }, LATE_MS);
  });
  const keepInside = () => {
    if (audio.paused) return; // a sound that rests may be sent anywhere
    const time = audio.currentTime;
    if (loop.to !== null && (time >= loop.to || time < loop.from - 0.3)) audio.currentTime = loop.from;
    else if (stopAt !== null && time >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    report();
  };
  const step = () => {
    keepInside();
    if (!audio.paused) requestAnimationFrame(step);
  };
  const play = () => audio.play().catch(() => {});
  const go = (seconds) => {
    stopAt = null;
    audio.currentTime = Math.min(Math.max(seconds, 0), length());
    report();
  };
  const label = () => {
    const loops = loop.to !== null;
    loopButton.setAttribute("aria-pressed", String(loop.from !== null));
    loopButton.classList.toggle("half", loop.from !== null && !loops);
    loopButton.textContent = loops
      ? `Loop ${clockOf(loop.from)}–${clockOf(loop.to)}`
      : loop.from !== null ? `Loop from ${clockOf(loop.from)} to …` : "Loop";
    bar.dispatchEvent(new CustomEvent("loop", { detail: { ...loop, length: length() } }));
  };
  // a marked stretch loops at once; else one press sets where it begins, the next where it ends
  const setLoop = (marked) => {
    if (loop.to !== null || (loop.from !== null && audio.currentTime - loop.from < 0.3)) {
      loop = { from: null, to: null };
      status.textContent = "No loop.";
    } else if (loop.from !== null) {
      loop.to = audio.currentTime;
      status.textContent = "The stretch loops.";
      go(loop.from);
      play();
    } else if (marked) {
      loop = { from: marked.start, to: marked.end };
      status.textContent = "The marked stretch loops.";
      go(loop.from);
      play();
    } else {
      loop.from = audio.currentTime;
      status.textContent = "The loop begins here; press again where it ends.";
    }
    label();
  };

  audio.addEventListener("loadedmetadata", setUp);
  audio.addEventListener("durationchange", setUp);
  audio.addEventListener("play", () => {
    toggle.setAttribute("aria-label", "Stop");
    bar.classList.add("playing");
    document.dispatchEvent(new CustomEvent("playing", { detail: audio }));
    step();
  });
  for (const name of ["pause", "ended"])
    audio.addEventListener(name, () => {
      toggle.setAttribute("aria-label", "Play");
      bar.classList.remove("playing");
      report();
    });
  audio.addEventListener("seeked", report);
  // a page that nobody sees gets no frames, and its sound still ends where it should
  audio.addEventListener("timeupdate", keepInside);
  const showBroken = () => {
    bar.querySelector(".controls").hidden = true;
    bar.querySelector(".no-sound").hidden = false;
  };
  audio.addEventListener("error", showBroken);
  if (audio.error) showBroken();
  // two players on a page: starting one stops the other
  document.addEventListener("playing", (event) => { if (event.detail !== audio) audio.pause(); });
  seek.addEventListener("input", () => go(Number(seek.value)));
  speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); });
  if (audio.readyState > 0) setUp();

  const player = {
    audio, bar, go, setLoop,
    time: () => audio.currentTime,
    listen: (listener) => { listeners.push(listener); listener(audio.currentTime, length()); },
    toggle: () => { stopAt = null; if (audio.paused) play(); else audio.pause(); },
    playFrom: (start, end) => {
      if (loop.to !== null && (start < loop.from || start >= loop.to)) { loop = { from: null, to: null }; label(); }
      go(Number(start));
      if (end) stopAt = Number(end);
      play();
    },
    changeSpeed: (by) => {
      speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.options.length - 1);
      audio.playbackRate = Number(speed.value);
      status.textContent = `Speed ${speed.value}`;
    },
    say: (text) => { status.textContent = text; },
  };
  const unfold = (button) => button.setAttribute("aria-expanded", String(bar.classList.toggle("unfolded")));
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    const run = button && { toggle: player.toggle, back: () => go(player.time() - 5), forward: () => go(player.time() + 5), unfold: () => unfold(button) }[button.dataset.do];
    if (run) run();
  });
  return player;
};
