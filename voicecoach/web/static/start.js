// Getting ready: try the microphone and the voice, remember a choice, fetch a model.
import { post, notify, tell } from "./api.js";
import { drawLevel, isOff, switchOff } from "./take_line.js";

const POLL_MS = 700;
const LEVEL_MS = 100;
const SILENT_DB = -90;
const microphone = document.getElementById("step-microphone");
const model = document.getElementById("step-model");
const bar = model.querySelector("progress");

// Runs `work` with its button switched off; a failure becomes the sentence beside it.
const busy = async (button, place, text, work) => {
  if (isOff(button)) return;
  switchOff(button, true);
  place.textContent = text;
  try {
    tell(place, await work());
  } catch (error) {
    tell(place, error.message);
  }
  switchOff(button, false);
};

// Shows how loud the microphone is while it is tried; the words change once, when it is open.
const watchLevel = async (isTried) => {
  const said = microphone.querySelector(".said");
  let isOpen = false;
  while (isTried()) {
    const { level_db } = await (await fetch("/start/level")).json();
    if (level_db !== null && isTried()) {
      if (!isOpen) said.textContent = "Say a sentence now …";
      isOpen = true;
      drawLevel(microphone, level_db);
    }
    await new Promise((resolve) => setTimeout(resolve, LEVEL_MS));
  }
};

const tryMicrophone = (button) => busy(button, microphone.querySelector(".said"), "Opening the microphone …", async () => {
  let isTried = true;
  watchLevel(() => isTried).catch(() => { /* where the site is gone, the trial itself says so */ });
  const found = await post("/start/microphone").finally(() => { isTried = false; drawLevel(microphone, SILENT_DB); });
  const audio = microphone.querySelector("audio");
  audio.src = `/start/microphone.wav?${Date.now()}`;
  audio.hidden = false;
  const ok = found.code === "ok";
  microphone.classList.toggle("done", ok);
  microphone.classList.toggle("open", !ok);
  return ok ? `Your microphone works (${Math.round(found.level_db)} dB). Play it back to hear yourself.` : `${found.message} ${found.remedy}`;
});

// What was heard is another microphone's.
const forgetTrial = () => {
  microphone.classList.replace("done", "open");
  microphone.querySelector(".said").textContent = "";
  microphone.querySelector("audio").hidden = true;
};

const saySample = (button) => busy(button, button.closest("details").querySelector(".said"), "Listen …", async () => {
  await post("/start/speaker");
  return "That was the voice. Not heard? Choose another speaker.";
});

const showFetch = (state) => {
  const place = model.querySelector(".said");
  const going = ["fetching", "measuring"].includes(state.phase);
  bar.hidden = !going;
  for (const button of model.querySelectorAll("[data-fetch]")) switchOff(button, going);
  if (state.phase === "fetching") {
    if (state.total_bytes) bar.value = state.have_bytes / state.total_bytes;
    const text = `Fetching ${state.name} …`;
    if (place.textContent !== text) place.textContent = text;
  } else if (state.phase === "measuring") place.textContent = `Measuring how fast ${state.name} is here …`;
  else if (state.phase === "done") {
    place.textContent = `${state.name} is here: your words are recognised from now on.`;
    model.classList.replace("open", "done");
  } else if (state.phase === "failed") tell(place, `${state.message} ${state.remedy}`);
  return going;
};
const poll = async () => {
  try {
    if (showFetch(await (await fetch("/start/state")).json())) setTimeout(poll, POLL_MS);
  } catch {
    notify("VoiceCoach does not answer. Was it ended?", { warn: true });
  }
};

// Listing voices and checking everything takes longer than the steps may wait.
const showRest = async () => {
  const response = await fetch("/start/rest");
  if (!response.ok) throw new Error(String(response.status));
  document.getElementById("rest").innerHTML = await response.text(); // our own template, escaped
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.do === "microphone") tryMicrophone(button);
  if (button?.dataset.do === "speaker") saySample(button);
  if (button?.dataset.fetch && !isOff(button)) {
    try { await post("/start/model", { name: button.dataset.fetch }); } catch (error) { notify(error.message, { warn: true }); }
    poll();
  }
});
document.addEventListener("change", async (event) => {
  const name = event.target.dataset.choose;
  if (!name) return;
  try {
    await post("/start/choose", { name, value: event.target.value });
    if (name === "device") forgetTrial();
    notify("Remembered.");
  } catch (error) {
    notify(error.message, { warn: true });
  }
});
poll();
showRest().catch(() => notify("What else was checked cannot be shown. Reload this page.", { warn: true }));
