// Practising one question: the server's session speaks through events, keys go back as commands.
import { post, notify } from "./api.js";
import { addNote, clock, drawTake, entitle, openEvents, say as sayIn, sayPause, showIcon, showPause, switchOff } from "./take_line.js";

const section = document.getElementById("practice");
const find = (what) => section.querySelector(what);
const ready = find(".ready"), live = find(".live"), choose = find(".choose"), after = find(".after");
const notices = find(".notices"), report = find(".report"), focusLine = find(".focus");
const sure = document.querySelector("dialog.sure");
let target = [Number(section.dataset.low), Number(section.dataset.high)];
let phase = section.dataset.phase;
let paused = false;
let stream = null;
let inFollowUps = false;
let moreFollows = false;
let reported = null; // of this take: the work that shows its report

const say = (text) => sayIn(section, text);
const note = (text, remedy) => addNote(section, text, remedy);

// Shows what belongs to a phase and nothing else; the words for a screen reader change once.
const enter = (next, text) => {
  phase = next;
  section.dataset.phase = next;
  ready.hidden = next !== "idle";
  live.hidden = !["asking", "speaking", "working"].includes(next);
  choose.hidden = next !== "choosing";
  after.hidden = !["finished", "failed"].includes(next);
  for (const button of live.querySelectorAll("[data-do]")) switchOff(button, next !== "speaking");
  say(text);
  entitle(text);
  showIcon(next === "speaking");
  keepFocus();
};
// What was pressed may be hidden now: the keyboard goes on at what is shown in its place.
const keepFocus = () => {
  const now = document.activeElement;
  if (now !== document.body && now.checkVisibility()) return;
  [live, choose, after].find((block) => !block.hidden)?.focus({ preventScroll: true });
};
// Nothing more can be done on this page.
const leave = (text) => {
  enter("failed", text);
  entitle("Ended");
  after.querySelector(".drive").hidden = true;
};

const showLevel = ({ elapsed_s, level_db, paused: held }) => {
  drawTake(section, { elapsed_s, level_db }, target);
  if (held === paused) return;
  paused = held;
  showPause(section, paused);
  sayPause(section, paused);
  entitle(paused ? "Paused" : "Speak");
};

const showReport = async (ref) => {
  try {
    const response = await fetch(`/answer/${ref}/practised`);
    if (!response.ok) throw new Error(String(response.status));
    report.innerHTML = await response.text(); // our own template, everything in it escaped
  } catch {
    note("The report is stored, but this page cannot show it.", "Reload the page.");
    return;
  }
  report.querySelector("#try-title")?.focus({ preventScroll: true });
  const audio = report.querySelector("audio");
  let stopAt = null;
  audio?.addEventListener("timeupdate", () => {
    if (stopAt !== null && audio.currentTime >= stopAt) { audio.pause(); stopAt = null; }
  });
  report.querySelector(".proof-play")?.addEventListener("click", (event) => {
    const { start, end } = event.currentTarget.dataset;
    if (!audio.paused) { audio.pause(); return; }
    audio.currentTime = Number(start);
    stopAt = Number(end);
    audio.play().catch(() => notify("The sound cannot be played.", { warn: true }));
  });
};

const handlers = {
  asking({ take, focus, prompt, target_s, is_follow_up }) {
    target = target_s;
    inFollowUps = is_follow_up;
    find(".target").textContent = `of ${clock(target[0])} to ${clock(target[1])}`;
    notices.replaceChildren();
    report.replaceChildren();
    reported = null;
    paused = false;
    showPause(section, paused);
    captions.textContent = "";
    showLevel({ elapsed_s: 0, level_db: -90, paused: false });
    find(".take").hidden = take === 1;
    find(".take").textContent = `take ${take}`;
    find(".asked").textContent = prompt;
    focusLine.hidden = !focus;
    focusLine.textContent = focus ? `This time: ${focus.try_next}` : "";
    enter("asking", "Listen to the question.");
  },
  speak() { enter("speaking", "Speak."); },
  caption({ text }) { captions.textContent = text; },
  level(event) { if (phase === "speaking") showLevel(event); },
  ended({ duration_s, why }) { enter("working", `Stopped at ${clock(duration_s)}${why ? `: ${why}` : ""}. Recognising the words …`); },
  working({ step, share }) { say(share > 0 && share < 1 ? `${step} … ${Math.round(share * 100)} %` : `${step} …`); },
  report({ ref }) { reported = showReport(ref); },
  notice({ text, remedy }) { note(text, remedy); },
  async choose({ last }) {
    moreFollows = !last;
    const mine = reported;
    await mine; // the buttons come with the report, so that none moves under the hand
    if (reported !== mine) return; // another take has begun meanwhile
    offerFollowUp();
    enter("choosing", reported ? "Your report is here." : "What next?");
    focusChoice();
  },
  finished({ session }) { showDebrief(session); enter("finished", session ? "Done. Your answers are kept." : "Done."); },
  failed({ message, remedy }) { enter("failed", `${message} ${remedy}`.trim()); },
  over() { stream?.close(); if (!["finished", "failed"].includes(phase)) enter("finished", "Done."); },
};
const showDebrief = (session) => {
  const link = section.querySelector("[data-debrief]");
  if (!link || !session) return;
  link.href = `/session/${encodeURIComponent(session)}`;
  link.hidden = false;
};
// A follow-up is offered where the report has one, or another one comes after this.
const offerFollowUp = () => {
  const some = inFollowUps || Number(report.querySelector(".practised")?.dataset.followUps ?? 0) > 0;
  choose.querySelector('[data-do="next"]').hidden = !(moreFollows && some);
};
const focusChoice = () => { if (!report.querySelector("#try-title")) choose.querySelector("button").focus(); };

const listen = () => {
  stream?.close();
  stream = openEvents(handlers, leave);
};

const send = async (name) => {
  try { await post("/practice/command", { do: name }); } catch (error) { notify(error.message, { warn: true }); }
};

const act = {
  end: () => phase === "speaking" && send("end"),
  pause: () => phase === "speaking" && send("pause"),
  discard: () => phase === "speaking" && sure.showModal(),
  again: () => phase === "choosing" && send("again"),
  next: () => phase === "choosing" && !choose.querySelector('[data-do="next"]').hidden && send("next"),
  quit: () => phase === "choosing" && send("quit"),
};

// Off until somebody asks for them: most people speak better without reading themselves.
const captions = find(".captions"), captionsSwitch = find(".captions-switch");
const showCaptions = async () => {
  const shown = captionsSwitch.getAttribute("aria-pressed") !== "true";
  captionsSwitch.setAttribute("aria-pressed", String(shown));
  captions.hidden = !shown;
  try { await post("/practice/captions", { shown }); } catch (error) { notify(error.message, { warn: true }); }
};
captionsSwitch.addEventListener("click", showCaptions);

section.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) act[button.dataset.do]?.();
});
sure.addEventListener("click", (event) => {
  const wish = event.target.closest("[data-do]")?.dataset.do;
  if (wish) sure.close();
  if (wish === "really") send("discard");
});

// The next question ends this session first: two takes never run at the same time.
find("[data-next]")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const href = event.currentTarget.href;
  await send("quit");
  window.location.assign(href);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || sure.open) return;
  if (event.target.closest("a, input, textarea, select, summary, audio")) return;
  const onButton = event.target.closest("button");
  if (event.key.toLowerCase() === "c" && !live.hidden) { event.preventDefault(); showCaptions(); return; }
  if (phase === "idle" && event.key === "Enter" && !onButton) { event.preventDefault(); ready.querySelector("form").requestSubmit(); return; }
  const wish = phase === "speaking"
    ? { Enter: "end", " ": "pause", Escape: "discard" }[event.key]
    : phase === "choosing" ? { r: "again", R: "again", f: "next", F: "next", q: "quit", Q: "quit", n: "leave", N: "leave" }[event.key] : null;
  if (!wish || (onButton && (event.key === "Enter" || event.key === " "))) return;
  event.preventDefault();
  if (wish === "leave") find("[data-next]")?.click(); else act[wish]();
});

ready.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  try {
    await post(form.getAttribute("action"), new FormData(form));
  } catch (error) {
    notify(error.message, { warn: true });
    return;
  }
  const story = form.querySelector('[name="story"]')?.value ?? "";
  for (const sketch of section.querySelectorAll(".sketch")) sketch.hidden = sketch.dataset.story !== story;
  enter("asking", "Opening the microphone …");
  listen();
});
if (section.dataset.running === "1") {
  enter(phase, find(".state").textContent);
  listen();
}
