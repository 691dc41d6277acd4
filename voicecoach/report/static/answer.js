// One answer: the page's parts put together.

import { setUpKeys } from "./keys.js";
import { createPlayer } from "./player.js";
import { createTimeline } from "./timeline.js";
import { createSearch, createWords } from "./words.js";

const HOPS = { filler: ".fillers .jump", pause: ".pauses .jump", part: ".parts .jump" };

// places become buttons here, so that a page without JavaScript shows none that does nothing
const makeButtons = (root) => {
  for (const place of root.querySelectorAll("span.at[data-start]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = place.className;
    Object.assign(button.dataset, place.dataset);
    button.textContent = place.textContent;
    if (!place.classList.contains("hear")) button.setAttribute("aria-label", `Play from ${place.textContent}`);
    place.replaceWith(button);
  }
};

export const mountAnswer = (root) => {
  const player = createPlayer(document.querySelector(".player"));
  const words = createWords(root, player);
  const search = createSearch(root, player);
  if (!player) return { player, words, search, refresh: () => { words.collect(); search.refresh(); } };
  const timeline = createTimeline(root, player);
  makeButtons(root);
  root.addEventListener("click", (event) => {
    if (event.defaultPrevented) return;
    const place = event.target.closest("button.at, .jump, .w[data-start], .pause[data-start], .sound[data-start]");
    if (!place) return;
    const chosen = document.getSelection();
    if (place.classList.contains("w") && chosen && !chosen.isCollapsed) return;
    player.playFrom(place.dataset.start, place.classList.contains("hear") ? place.dataset.end : null);
  });
  const hop = (name, by) => timeline.hop(HOPS[name], by, name);
  const loop = () => player.setLoop(words.marked());
  const actions = {
    toggle: player.toggle,
    back: () => player.go(player.time() - 5),
    forward: () => player.go(player.time() + 5),
    "word-back": () => words.step(-1),
    "word-forward": () => words.step(1),
    slower: () => player.changeSpeed(-1),
    faster: () => player.changeSpeed(1),
    loop,
    follow: words.follow,
    search: search.open,
    help: () => keys.open(),
  };
  for (const name of Object.keys(HOPS)) {
    actions[`${name}-back`] = () => hop(name, -1);
    actions[`${name}-forward`] = () => hop(name, 1);
  }
  const keys = setUpKeys(actions);
  player.bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) actions[button.dataset.act]();
  });
  return {
    player, words, search,
    refresh: () => {
      makeButtons(root);
      words.collect();
      search.refresh();
      timeline.collect();
    },
  };
};

const answerRoot = document.querySelector("#answer");
export const mounted = answerRoot ? mountAnswer(answerRoot) : null;
