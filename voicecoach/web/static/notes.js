// Notes and the story's name are saved without leaving the page: sound, words and place stay.
import { post, notify } from "./api.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".own-notes form.edit");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    show(form, await post(form.getAttribute("action"), new FormData(form)));
    notify("Saved.");
  } catch (error) {
    if (error.data?.code === "changed") form.submit(); // as a page, which shows both texts
    else notify(error.message, { warn: true });
  }
  button.disabled = false;
});

const show = (form, { html, story }) => {
  if (story !== undefined) form.elements.story.value = story;
  if (html === undefined) return;
  const place = form.closest(".kept-notes");
  place.innerHTML = html; // our own template, everything in it escaped or cleaned
  const share = document.querySelector(".with-notes");
  if (share) share.hidden = !place.querySelector(".notes");
  place.querySelector("summary, textarea").focus();
};
