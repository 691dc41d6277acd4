// The clock, the line of length and the level of a running take, the same wherever one speaks.

export const clock = (seconds) => {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

// `band` is the good length, [low, high] in seconds.
export const drawTake = (section, { elapsed_s, level_db }, [low, high]) => {
  const longest = Math.max(high * 1.25, elapsed_s);
  const share = (seconds) => `${(100 * Math.min(seconds / longest, 1)).toFixed(2)}%`;
  section.querySelector(".elapsed").textContent = clock(elapsed_s);
  section.querySelector(".progress .said").setAttribute("width", share(elapsed_s));
  section.querySelector(".progress .band").setAttribute("x", share(low));
  section.querySelector(".progress .band").setAttribute("width", `${(100 * (high - low) / longest).toFixed(2)}%`);
  section.querySelector(".level span").style.setProperty("width", `${Math.max(0, Math.min(100, (level_db + 60) / 0.6))}%`);
};

export const showIcon = (recording) => {
  document.querySelector('link[rel="icon"]').href = recording ? "/static/recording.svg" : "/static/icon.svg";
};
