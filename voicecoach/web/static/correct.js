// Corrects an answer on its own page: words, fillers, parts, verdicts; saved and analysed at once.

import { post, notify } from "./api.js";
import { mounted } from "./answer.js";

const root = document.querySelector("#answer");
const editor = document.querySelector(".editor");
const field = editor.elements.text;
const parts = editor.querySelector(".parts-choice");
const conflict = editor.querySelector(".conflict");
const button = (wish) => editor.querySelector(`[data-wish="${wish}"]`);
let on = false;
let chosen = [];
let refused = null;

const bar = () => root.querySelector(".take-bar");
const revision = () => Number(bar().dataset.revision);
const ends = () => [Math.min(...chosen.map((word) => Number(word.dataset.first))), Math.max(...chosen.map((word) => Number(word.dataset.last)))];
const pieces = () => [...root.querySelectorAll(".words [data-first], .words .sound[data-filler]")];

const showMode = () => {
  document.documentElement.classList.toggle("correcting", on);
  for (const each of root.querySelectorAll(".correct-mode, .undo, button.step")) each.hidden = false;
  const mode = root.querySelector(".correct-mode");
  mode.setAttribute("aria-pressed", String(on));
  for (const each of root.querySelectorAll(".rule-part")) each.hidden = !on;
};
const clear = () => {
  for (const word of chosen) word.classList.remove("chosen");
  chosen = [];
  editor.hidden = true;
  conflict.hidden = true;
  refused = null;
};
const setMode = (value) => {
  on = value;
  clear();
  showMode();
  notify(on ? "Correcting: choose a word; with Shift choose a stretch." : "Done correcting.");
};

// words of one origin belong together; a stretch is everything between its ends
const choose = (word, extend) => {
  const all = pieces();
  const at = all.indexOf(word);
  const from = extend && chosen.length ? all.indexOf(chosen[0]) : at;
  const [low, high] = [Math.min(from, at), Math.max(from, at)];
  clear();
  if (word.classList.contains("sound")) chosen = [word];
  else {
    const stretch = all.slice(low, high + 1).filter((each) => each.dataset.first);
    const first = Math.min(...stretch.map((each) => Number(each.dataset.first)));
    const last = Math.max(...stretch.map((each) => Number(each.dataset.last)));
    chosen = all.filter((each) => each.dataset.first && Number(each.dataset.last) >= first && Number(each.dataset.first) <= last);
  }
  for (const each of chosen) each.classList.add("chosen");
  const sound = word.classList.contains("sound");
  const filler = chosen.length === 1 && chosen[0].dataset.filler !== undefined;
  field.value = sound ? "" : chosen.map((each) => each.textContent.trim()).join(" ");
  editor.querySelector(".reads").hidden = sound;
  editor.querySelector("[type=submit]").hidden = sound;
  button("delete").hidden = sound;
  parts.hidden = sound || !root.querySelector(".star .part");
  editor.querySelector(".of-filler").hidden = !filler;
  button("add").hidden = filler || sound;
  button("hear").hidden = !mounted.player || !chosen[0].dataset.start;
  editor.hidden = false;
  (sound ? button("strike") : field).focus({ preventScroll: true });
  chosen[0].scrollIntoView({ block: "nearest" });
  if (!sound) field.select();
};

// What finds a pressed button again once the page's contents are new.
const selectorOf = (button) => {
  const { part, verdict } = button.dataset;
  if (verdict) return `[data-part="${part}"][data-verdict="${verdict}"]`;
  return [".undo", ".history button.step"].find((one) => button.matches(one));
};
const swap = (answer, first) => {
  const open = root.querySelector(".history")?.open;
  const notes = root.querySelector(".own-notes"); // what is being written there stays
  const pressed = selectorOf(document.activeElement);
  root.innerHTML = answer.html;
  if (notes) root.querySelector(".own-notes")?.replaceWith(notes);
  if (open && root.querySelector(".history")) root.querySelector(".history").open = true;
  clear();
  mounted.refresh();
  showMode();
  const words = mounted.words.all();
  const index = words.findIndex((word) => Number(word.dataset.last) >= first);
  if (first !== null && index >= 0) mounted.words.focusWord(index);
  else if (pressed) root.querySelector(pressed)?.focus({ preventScroll: true });
};
const send = async (wish, message) => {
  const first = chosen.length && chosen[0].dataset.first ? Number(chosen[0].dataset.first) : null;
  try {
    const answer = await post(`${root.dataset.address}/correct`, { revision: revision(), ...wish });
    swap(answer, first);
    notify(message);
  } catch (error) {
    if (error.data?.code !== "conflict") { notify(error.message, { warn: true }); return; }
    refused = { wish, message, revision: error.data.revision };
    conflict.querySelector("p").textContent = `${error.data.message} Changed there:`;
    conflict.querySelector("ul").replaceChildren(...error.data.since.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
    editor.hidden = false;
    conflict.hidden = false;
    button("theirs").focus();
  }
};
const words = (text) => {
  const [first, last] = ends();
  return { do: "words", first, last, text };
};

const wishes = {
  delete: () => send(words(""), "Deleted. The original is kept."),
  hear: () => mounted.player.playFrom(Math.max(0, Number(chosen[0].dataset.start) - 0.15), Number(chosen[chosen.length - 1].dataset.end) + 0.15),
  strike: () => send({ do: "strike", filler: Number(chosen[0].dataset.filler) }, "No longer a filler."),
  keep: () => send({ do: "keep", filler: Number(chosen[0].dataset.filler) }, "Kept as a filler."),
  add: () => { const [first, last] = ends(); return send({ do: "add", first, last, text: chosen.map((word) => word.textContent.trim()).join(" ") }, "Marked as a filler."); },
  close: clear,
  theirs: async () => {
    const response = await fetch(`${root.dataset.address}/contents`, { headers: { accept: "application/json" } });
    swap(await response.json(), null);
    notify("This is the current version.");
  },
  mine: () => {
    const again = refused;
    conflict.hidden = true;
    return send({ ...again.wish, revision: again.revision }, again.message);
  },
};
editor.addEventListener("submit", (event) => {
  event.preventDefault();
  if (chosen.length) send(words(field.value), "Saved and analysed again.");
});
editor.addEventListener("click", (event) => {
  const wish = event.target.closest("[data-wish]");
  if (wish) wishes[wish.dataset.wish]();
});
parts.addEventListener("click", (event) => {
  const name = event.target.dataset.part;
  if (!name || !chosen.length) return;
  const [first, last] = ends();
  send({ do: "part", first, last, part: name }, "Part changed.");
});
const undoLast = () => {
  const last = bar().dataset.holding.split(" ").pop();
  if (last) takeBack(last);
  else notify("There is nothing to undo: no correction holds.");
};
const takeBack = (steps) => {
  if (steps) send({ do: "undo", steps: steps.split(" ").map(Number) }, "Undone.");
};
root.addEventListener("click", (event) => {
  if (event.target.closest(".correct-mode")) setMode(!on);
  else if (event.target.closest(".undo")) undoLast();
  else if (event.target.closest("button[data-verdict]")) {
    const { part, verdict } = event.target.dataset;
    send({ do: "verdict", part, verdict }, "Verdict changed.");
  } else if (event.target.closest("button.step")) takeBack(event.target.closest("button.step").dataset.steps);
});
// runs before the player's listener: in this mode a click chooses the word and does not play it
root.addEventListener("click", (event) => {
  const word = on && event.target.closest(".words [data-first], .words .sound[data-filler]");
  if (!word) return;
  event.preventDefault();
  event.stopPropagation();
  choose(word, event.shiftKey);
}, { capture: true });
root.addEventListener("keydown", (event) => {
  const word = on && event.key === "Enter" && event.shiftKey && event.target.closest(".words [data-first]");
  if (!word) return;
  event.preventDefault();
  choose(word, true);
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape" && on && !document.querySelector("dialog[open]")) {
    if (editor.hidden) setMode(false);
    else { const back = chosen[0]; clear(); back?.focus(); }
  }
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && on && !event.target.closest("input, textarea")) {
    event.preventDefault();
    undoLast();
  }
});
showMode();
