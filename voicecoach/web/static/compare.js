// Two takes: each word plays in its own take's player; starting one player stops the other.

import { createPlayer } from "./player.js";
import { createWords } from "./words.js";

const page = document.querySelector(".comparison");
const sides = {};
for (const bar of document.querySelectorAll(".player[data-side]")) {
  const name = bar.dataset.side;
  const player = createPlayer(bar);
  if (!player) continue;
  sides[name] = { player, words: createWords(page, player, `[data-side="${name}"] .w[data-start]`) };
  bar.querySelector('[data-do="loop"]').addEventListener("click", () => player.setLoop(sides[name].words.marked()));
}
for (const place of page.querySelectorAll("[data-side] .at[data-start]")) {
  const name = place.closest("[data-side]").dataset.side;
  if (!sides[name]) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "at";
  button.dataset.start = place.dataset.start;
  button.textContent = place.textContent;
  button.setAttribute("aria-label", `Play the ${name} take from ${place.textContent}`);
  place.replaceWith(button);
}
page.addEventListener("click", (event) => {
  const place = event.target.closest("[data-start]");
  const side = place && sides[place.closest("[data-side]")?.dataset.side];
  if (side) side.player.playFrom(place.dataset.start);
});
