// The timeline: a line for now, a press anywhere to go there, a closer look for long answers.

export const createTimeline = (root, player) => {
  let drawing = null, line = null, stretch = null, frame = null;
  const place = (time, length) => {
    if (!line || !length) return;
    line.removeAttribute("hidden");
    const x = `${(100 * time) / length}%`;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    if (frame.scrollWidth > frame.clientWidth + 4 && !player.audio.paused) {
      const at = (frame.scrollWidth * time) / length - frame.scrollLeft;
      if (at < 0 || at > frame.clientWidth - 20) frame.scrollLeft += at - 40;
    }
  };
  const collect = () => {
    drawing = root.querySelector("svg.timeline");
    if (!drawing) return;
    line = drawing.querySelector(".now-line");
    stretch = drawing.querySelector(".loop");
    frame = drawing.parentElement;
    const zoom = root.querySelector(".zoom");
    zoom.hidden = false;
    zoom.querySelector("select").addEventListener("change", (event) => {
      const times = Number(event.target.value);
      drawing.setAttribute("width", `${100 * times}%`);
      drawing.classList.toggle("close", times > 1);
      place(player.time(), player.audio.duration);
    });
  };
  root.addEventListener("click", (event) => {
    if (!event.target.closest("svg.timeline") || event.target.closest(".jump")) return;
    const box = drawing.getBoundingClientRect();
    player.go(((event.clientX - box.left) / box.width) * player.audio.duration);
  });
  player.bar.addEventListener("loop", ({ detail }) => {
    if (!stretch) return;
    const loops = detail.to !== null && detail.length;
    stretch.toggleAttribute("hidden", !loops);
    if (!loops) return;
    stretch.setAttribute("x", `${(100 * detail.from) / detail.length}%`);
    stretch.setAttribute("width", `${(100 * (detail.to - detail.from)) / detail.length}%`);
  });
  collect();
  player.listen(place);
  const hops = (selector) => [...root.querySelectorAll(`svg.timeline ${selector}`)].map((jump) => Number(jump.dataset.start)).sort((a, b) => a - b);
  return {
    collect,
    // to the next or the one before; pressed again at once, "before" goes on
    hop: (selector, by, name) => {
      const places = hops(selector);
      const time = player.time();
      const next = by > 0 ? places.find((at) => at > time + 0.05) : places.findLast((at) => at < time - 1);
      if (next === undefined) player.say(`No ${by > 0 ? "later" : "earlier"} ${name}.`);
      else player.playFrom(next);
    },
  };
};
