// Editing a pack: the checker's lines beside the text while one writes, saving without leaving.
import { post, notify } from "./api.js";

const REST_MS = 500; // a check follows when nothing was typed for so long
const form = document.getElementById("pack-editor");
const text = form.querySelector("textarea");
const verdict = form.querySelector(".outcome"), list = form.querySelector(".verdict ul");
const saved = form.querySelector(".saved"), practise = form.querySelector("[data-practise]");
let kept = text.value;
let timer = null;
let asked = 0;

const goTo = (line) => {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
};

const show = (problems) => {
  const words = problems.length === 0 ? "No problems" : problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  if (verdict.textContent !== words) verdict.textContent = words;
  list.replaceChildren(...problems.map(({ place, message, remedy, line }) => {
    const item = document.createElement("li");
    if (place) {
      const where = document.createElement(line ? "button" : "b");
      if (line) { where.type = "button"; where.addEventListener("click", () => goTo(line)); }
      where.textContent = place;
      item.append(where, " ");
    }
    const cure = document.createElement("span");
    cure.className = "soft";
    cure.textContent = remedy;
    item.append(`${message} `, cure);
    return item;
  }));
};

const check = async () => {
  const mine = (asked += 1);
  try {
    const { problems } = await post(`${form.getAttribute("action")}/check`, { text: text.value });
    if (mine === asked) show(problems);
  } catch (error) { notify(error.message, { warn: true }); }
};

text.addEventListener("input", () => {
  saved.textContent = text.value === kept ? "" : "Not saved yet.";
  clearTimeout(timer);
  timer = setTimeout(check, REST_MS);
});

const save = async () => {
  const written = text.value;
  try {
    const { digest, problems } = await post(form.getAttribute("action"), new FormData(form));
    form.elements.digest.value = digest;
    kept = written;
    saved.textContent = text.value === kept ? "Saved." : "Not saved yet.";
    practise.hidden = problems.length > 0;
    asked += 1;
    show(problems);
  } catch (error) { notify(error.message, { warn: true }); }
};
form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); }
});
window.addEventListener("beforeunload", (event) => { if (text.value !== kept) event.preventDefault(); });
