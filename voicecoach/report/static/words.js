// The transcript: words that play, the word being spoken, search.

const stillMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

const scrollerOf = (element) => {
  for (let node = element.parentElement; node && node !== document.body; node = node.parentElement)
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight) return node;
  return null;
};

// Brings an element to the middle of its own scrolling area, and of no other.
const bringIntoSight = (element, always) => {
  const box = element.getBoundingClientRect();
  const scroller = scrollerOf(element);
  const frame = scroller ? scroller.getBoundingClientRect() : { top: 0, bottom: window.innerHeight, height: window.innerHeight };
  const margin = Math.min(90, frame.height / 4);
  if (!always && box.top > frame.top + margin && box.bottom < frame.bottom - margin - (scroller ? 0 : 70)) return;
  const by = box.top - frame.top - frame.height / 2;
  (scroller || window).scrollBy({ top: by, behavior: stillMotion.matches ? "auto" : "smooth" });
};

// The words of one transcript, with its player (which may be none).
export const createWords = (section, player, selector = player ? ".w[data-start]" : ".w[data-first]") => {
  let words = [], starts = [], ends = [], lit = -1, stop = 0;
  const collect = () => {
    words = [...section.querySelectorAll(selector)];
    starts = words.map((word) => Number(word.dataset.start));
    ends = words.map((word) => Number(word.dataset.end));
    lit = -1;
    stop = 0;
    if (words.length) words[0].tabIndex = 0;
  };
  const indexAt = (time) => {
    let low = 0, high = starts.length - 1, found = -1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time + 0.02) { found = middle; low = middle + 1; } else high = middle - 1;
    }
    return found;
  };

  // following: off by hand, or paused by scrolling until the way back is taken
  const button = player && player.bar.querySelector('[data-do="follow"]');
  const back = () => section.querySelector(".to-now");
  let follows = true, away = false;
  const setAway = (value) => {
    away = value;
    if (back()) back().hidden = !(away && follows);
  };
  const setFollow = (value) => {
    follows = value;
    if (button) button.setAttribute("aria-pressed", String(value));
    setAway(false);
    if (value && lit >= 0) bringIntoSight(words[lit], true);
  };
  const leave = () => { if (player && !player.audio.paused && follows) setAway(true); };
  const show = (time) => {
    const at = indexAt(time);
    const index = at >= 0 && time <= ends[at] + 0.25 ? at : -1;
    if (index === lit) return;
    if (lit >= 0) words[lit].classList.remove("now");
    lit = index;
    if (lit < 0) return;
    words[lit].classList.add("now");
    if (follows && !away && !player.audio.paused) bringIntoSight(words[lit], false);
  };
  const focusWord = (index) => {
    const next = Math.min(Math.max(index, 0), words.length - 1);
    for (const at of [stop, next]) { words[at].tabIndex = -1; words[at].removeAttribute("role"); }
    stop = next;
    words[stop].tabIndex = 0;
    words[stop].setAttribute("role", "button");
    words[stop].focus();
  };
  section.addEventListener("keydown", (event) => {
    const index = words.indexOf(document.activeElement);
    if (index < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const moves = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: words.length - 1 };
    if (event.key in moves) focusWord(moves[event.key]);
    else if (event.key === "Enter") words[index].click();
    else return;
    event.preventDefault();
  });
  section.addEventListener("focusin", (event) => {
    const word = event.target.closest(".w");
    if (words.includes(word)) { stop = words.indexOf(word); word.setAttribute("role", "button"); }
  });
  if (player) {
    player.listen(show);
    for (const name of ["wheel", "touchmove"]) document.addEventListener(name, leave, { passive: true });
    document.addEventListener("keydown", (event) => {
      if (["PageUp", "PageDown", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) leave();
    });
    if (button) button.addEventListener("click", () => setFollow(!follows));
    section.addEventListener("click", (event) => {
      if (!event.target.closest(".to-now")) return;
      setFollow(true);
      player.bar.querySelector('[data-do="toggle"]').focus();
    });
  }
  collect();
  return {
    collect,
    focusWord,
    follow: () => setFollow(away ? true : !follows),
    all: () => words,
    // the words a reader has marked with the mouse, as a stretch of sound
    marked: () => {
      const chosen = document.getSelection();
      if (!chosen || chosen.isCollapsed || !section.contains(chosen.anchorNode)) return null;
      const inside = words.filter((word) => chosen.containsNode(word, true));
      return inside.length > 1
        ? { start: Number(inside[0].dataset.start), end: Number(inside[inside.length - 1].dataset.end) }
        : null;
    },
    step: (by) => {
      const next = Math.min(Math.max(indexAt(player.time()) + by, 0), words.length - 1);
      if (next < 0) return;
      player.go(starts[next]);
      if (words.includes(document.activeElement)) focusWord(next);
    },
  };
};

// Search in the words of a transcript; matches may span several words.
export const createSearch = (section, player) => {
  let field = null, count = null, words = [], text = "", offsets = [], hits = [], at = -1;
  const refresh = () => {
    const form = section.querySelector(".search");
    if (!form) return;
    form.hidden = false;
    field = form.querySelector("input");
    count = form.querySelector("[role=status]");
    words = [...section.querySelectorAll(".w")];
    offsets = [];
    text = "";
    for (const word of words) {
      offsets.push(text.length);
      text += `${word.textContent.trim().toLowerCase()} `;
    }
    hits = [];
    at = -1;
  };
  const paint = (hit, name, on) => { for (let i = hit.first; i <= hit.last; i += 1) words[i].classList.toggle(name, on); };
  const move = (by) => {
    if (!hits.length) return;
    if (at >= 0) paint(hits[at], "hit-now", false);
    at = (at + by + hits.length) % hits.length;
    paint(hits[at], "hit-now", true);
    bringIntoSight(words[hits[at].first], false);
    count.textContent = `${at + 1} of ${hits.length}`;
  };
  const find = () => {
    for (const hit of hits) { paint(hit, "hit", false); paint(hit, "hit-now", false); }
    const wanted = field.value.trim().toLowerCase();
    hits = [];
    at = -1;
    let first = 0;
    for (let from = wanted ? text.indexOf(wanted) : -1; from >= 0; from = text.indexOf(wanted, from + 1)) {
      while (first + 1 < words.length && offsets[first + 1] <= from) first += 1;
      let last = first;
      while (last + 1 < words.length && offsets[last + 1] < from + wanted.length) last += 1;
      hits.push({ first, last });
    }
    for (const hit of hits) paint(hit, "hit", true);
    count.textContent = wanted && !hits.length ? "not found" : "";
    move(1);
  };
  section.addEventListener("input", (event) => { if (event.target === field) find(); });
  section.addEventListener("submit", (event) => { if (event.target.matches(".search")) event.preventDefault(); });
  section.addEventListener("click", (event) => {
    const button = event.target.closest(".search button");
    if (button) move(button.classList.contains("search-back") ? -1 : 1);
  });
  section.addEventListener("keydown", (event) => {
    if (event.target !== field) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.altKey && player && at >= 0) player.playFrom(words[hits[at].first].dataset.start);
      else move(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape") { field.value = ""; find(); field.blur(); }
  });
  refresh();
  return {
    open: () => { if (field) { field.focus(); field.select(); } },
    refresh: () => { const kept = field ? field.value : ""; refresh(); if (field && kept) { field.value = kept; find(); } },
  };
};
