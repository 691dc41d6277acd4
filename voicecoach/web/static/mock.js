// A mock interview while it is held: rounds and questions come as events, keys go back as commands.
import { post, notify } from "./api.js";
import { addNote, clock, drawTake, entitle, openEvents, say as sayIn, sayPause, showIcon, showPause, switchOff } from "./take_line.js";

const section = document.getElementById("practice");
const find = (what) => section.querySelector(what);
let phase = section.dataset.phase;
let target = [60, 120];
let paused = false;

// Shows what belongs to a phase and nothing else; the words for a screen reader change once.
const enter = (next, text) => {
  phase = next;
  section.dataset.phase = next;
  find(".live").hidden = !["asking", "speaking", "working"].includes(next);
  find(".choose").hidden = next !== "choosing";
  find(".after").hidden = !["finished", "failed"].includes(next);
  for (const name of ["end", "pause"]) switchOff(find(`.live [data-do="${name}"]`), next !== "speaking");
  say(text);
  entitle(text);
  showIcon(next === "speaking");
};
// Nothing more can be done on this page.
const leave = (text) => {
  enter("failed", text);
  entitle("Ended");
  find(".after .drive").hidden = true;
};
const say = (text) => sayIn(section, text);
const note = (text, remedy) => addNote(section, text, remedy);

const showLevel = (event) => {
  drawTake(section, event, target);
  if (event.paused === paused) return;
  paused = event.paused;
  showPause(section, paused);
  sayPause(section, paused);
};

const handlers = {
  round({ title, number, total, left_s, is_spoken_work }) {
    find(".notices").replaceChildren();
    find(".round").textContent = `Round ${number} of ${total}, ${Math.ceil(left_s / 60)} min of speaking`;
    find("h1").textContent = title;
    find(".aloud").hidden = !is_spoken_work;
    enter("asking", "The round begins.");
  },
  asking({ prompt, number, total, target_s, is_follow_up }) {
    find(".notices").replaceChildren();
    target = target_s;
    paused = false;
    showPause(section, paused);
    showLevel({ elapsed_s: 0, level_db: -90, paused: false });
    find(".place").textContent = is_follow_up ? "Follow-up question" : `Question ${Math.min(number, total)} of ${total}`;
    find(".target").textContent = `of ${clock(target_s[0])} to ${clock(target_s[1])}`;
    find(".asked").textContent = prompt;
    enter("asking", "Listen to the question.");
  },
  speak() { enter("speaking", "Speak."); },
  level(event) { if (phase === "speaking") showLevel(event); },
  ended({ duration_s, why }) { enter("working", `Stopped at ${clock(duration_s)}${why ? `: ${why}` : ""}. The interviewer notes it …`); },
  notice({ text, remedy }) { note(text, remedy); },
  "round-ended"({ title, n_left, spoken_s, following, n_gone }) {
    find(".asked").textContent = "";
    find(".place").textContent = following ? `Next: ${following}` : "";
    const left = n_left ? `Questions not reached: ${n_left}.` : "";
    const gone = n_gone ? `Questions that the pack no longer has: ${n_gone}.` : "";
    note(`The round is over: ${title}, ${clock(spoken_s)} min.`, `${left} ${gone}`.trim());
  },
  choose() { enter("choosing", "Take a break."); find('.choose [data-do="next"]').focus(); },
  finished() { enter("finished", "Everything is kept."); find(".after a").focus(); },
  failed({ message, remedy }) { enter("failed", `${message} ${remedy}`.trim()); },
  over() { stream.close(); if (!["finished", "failed"].includes(phase)) handlers.finished(); },
};

const allowed = {
  end: () => phase === "speaking",
  pause: () => phase === "speaking",
  next: () => phase === "choosing",
  quit: () => ["asking", "speaking", "working", "choosing"].includes(phase),
};
const send = async (name) => {
  if (!allowed[name]?.()) return;
  if (name === "quit" && phase !== "choosing") say("Stopping; what you said is kept …");
  try { await post("/practice/command", { do: name }); } catch (error) { notify(error.message, { warn: true }); }
};

section.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) send(button.dataset.do);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("a, input, textarea, select, summary")) return;
  if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
  const wish = { Enter: phase === "choosing" ? "next" : "end", " ": "pause", q: "quit", Q: "quit" }[event.key];
  if (!wish) return;
  event.preventDefault();
  send(wish);
});

const stream = openEvents(handlers, leave);
enter(phase === "idle" ? "asking" : phase, find(".state").textContent || "Take a break.");
