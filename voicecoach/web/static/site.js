// What every page gains from a script: stars that change in place, "/" that leads to the search.
import { post, notify, tell } from "./api.js";

document.documentElement.classList.add("script");

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.star");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const wanted = form.elements.starred.value === "1";
  try {
    await post(form.getAttribute("action"), new FormData(form));
  } catch (error) {
    notify(error.message, { warn: true });
    return;
  }
  form.elements.starred.value = wanted ? "0" : "1";
  button.setAttribute("aria-pressed", String(wanted));
  button.firstElementChild.textContent = wanted ? "★" : "☆";
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector('input[type="search"]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("button.print")) window.print();
});

// A menu closes when something else is pressed, or with Escape, which leads back to it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Says so when the site has ended, or was started anew, while this page stayed open.
const ALIVE_EVERY_MS = 4000;

function end(text) {
  clearInterval(watching);
  const note = document.createElement("p");
  note.className = "ended";
  note.setAttribute("role", "alert");
  document.body.prepend(note);
  requestAnimationFrame(() => tell(note, text));
  document.dispatchEvent(new Event("site-gone"));
}

async function look() {
  if (document.visibilityState !== "visible") return;
  let response;
  try {
    response = await fetch("/alive?challenge=page", { cache: "no-store" });
  } catch {
    end("VoiceCoach has ended. What you said and wrote is kept. `voicecoach open` in a terminal opens it again.");
    return;
  }
  if (response.status === 403) {
    end("This page is from an earlier start. `voicecoach open` in a terminal opens the new one.");
  }
}

const watching = setInterval(look, ALIVE_EVERY_MS);
document.addEventListener("visibilitychange", look);
