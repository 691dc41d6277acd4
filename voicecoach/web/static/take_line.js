// What is the same wherever one speaks: the clock, the line of length, the level, the words of state,
// and the events of the session.

import { tell } from "./api.js";

export const clock = (seconds) => {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

export const drawLevel = (section, level_db) => {
  section.querySelector(".level span").style.setProperty("width", `${Math.max(0, Math.min(100, (level_db + 60) / 0.6))}%`);
};

// The pair is the good length in seconds.
export const drawTake = (section, { elapsed_s, level_db }, [low, high]) => {
  const longest = Math.max(high * 1.25, elapsed_s);
  const share = (seconds) => `${(100 * Math.min(seconds / longest, 1)).toFixed(2)}%`;
  section.querySelector(".elapsed").textContent = clock(elapsed_s);
  section.querySelector(".progress .said").setAttribute("width", share(elapsed_s));
  section.querySelector(".progress .band").setAttribute("x", share(low));
  section.querySelector(".progress .band").setAttribute("width", `${(100 * (high - low) / longest).toFixed(2)}%`);
  drawLevel(section, level_db);
};

// Switched off and still focusable: the keyboard stays where it is, and what is pressed is refused.
export const switchOff = (button, off) => { button.setAttribute("aria-disabled", String(off)); };
export const isOff = (button) => button.getAttribute("aria-disabled") === "true";

export const showIcon = (recording) => {
  document.querySelector('link[rel="icon"]').href = new URL(recording ? "recording.svg" : "icon.svg", import.meta.url).href;
};

// The words of state, also for a screen reader: said once, however often they are set.
export const say = (section, text) => {
  for (const place of section.querySelectorAll(".state")) if (place.dataset.said !== text) { place.dataset.said = text; tell(place, text); }
};

export const addNote = (section, text, remedy = "") => {
  const line = document.createElement("li");
  tell(line, remedy ? `${text} ${remedy}` : text);
  section.querySelector(".notices").append(line);
};

export const showPause = (section, paused) => {
  const button = section.querySelector('[data-do="pause"]');
  section.toggleAttribute("data-paused", paused);
  button.firstChild.textContent = paused ? "Go on " : "Pause ";
};

export const sayPause = (section, paused) => say(section, paused ? "Paused: nothing is recorded." : "Speak.");

const ENDED = "VoiceCoach has ended. What you said is kept. Start it again with `voicecoach open`.";
const LOST = "The connection to VoiceCoach is lost. What you said is kept. Reload this page, or start it again with `voicecoach open`.";

const plainTitle = document.title;
export const entitle = (text) => { document.title = `${text.replace(/\.$/, "")} · ${plainTitle}`; };

// The session's events from the running take's first on; `onLost` where no more can come, also since
// the program is gone: the browser would try for ever.  It is given the sentence that says so.
export const openEvents = (handlers, onLost) => {
  const stream = new EventSource("/practice/events?after=0");
  const stop = (text) => { stream.close(); onLost(text); };
  stream.addEventListener("message", (message) => {
    const event = JSON.parse(message.data);
    if (event.type === "site-ended") stop(ENDED);
    else handlers[event.type]?.(event);
  });
  stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) stop(LOST); });
  document.addEventListener("site-gone", () => { if (stream.readyState !== EventSource.CLOSED) stop(ENDED); });
  return stream;
};
