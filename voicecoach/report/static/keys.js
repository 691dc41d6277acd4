// Which key does what. Single keys can be changed and switched off (WCAG 2.1.4).

const USUAL_KEYS = {
  toggle: "Space", back: "ArrowLeft", forward: "ArrowRight",
  "word-back": "Shift+ArrowLeft", "word-forward": "Shift+ArrowRight",
  slower: "<", faster: ">", loop: "l", follow: "g", search: "/",
  "filler-back": "F", "filler-forward": "f", "pause-back": "P", "pause-forward": "p",
  "part-back": "S", "part-forward": "s", help: "?",
};
const KEY_STORE = "voicecoach-keys";
const KEY_SIGNS = {
  ArrowLeft: "←", ArrowRight: "→", "Shift+ArrowLeft": "Shift ←", "Shift+ArrowRight": "Shift →",
};

const nameOfKey = (event) => {
  const key = event.key === " " ? "Space" : event.key;
  return event.shiftKey && key.length > 1 ? `Shift+${key}` : key;
};

const readKeys = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY_STORE)) || {};
    return { on: kept.on !== false, keys: { ...USUAL_KEYS, ...kept.keys } };
  } catch {
    return { on: true, keys: { ...USUAL_KEYS } };
  }
};

const writeKeys = (state) => {
  try {
    localStorage.setItem(KEY_STORE, JSON.stringify(state));
  } catch {
    // a browser that keeps nothing still has the keys until the page is left
  }
};

// Lets keys run `actions` (name → function) and the dialog change them.
export const setUpKeys = (actions) => {
  const state = readKeys();
  const dialog = document.querySelector("dialog.keys");
  const status = dialog.querySelector("[role=status]");
  const onBox = dialog.querySelector(".keys-on");
  const buttons = new Map();
  for (const button of dialog.querySelectorAll("button[data-action]"))
    buttons.set(button.dataset.action, button);
  let waiting = null;

  const show = () => {
    onBox.checked = state.on;
    for (const [action, button] of buttons) {
      const key = state.keys[action];
      button.textContent = key ? KEY_SIGNS[key] || key : "none";
      button.setAttribute("aria-label", `${button.dataset.label}: ${key || "no key"}. Change it`);
    }
  };
  const bind = (action, key) => {
    for (const other of Object.keys(state.keys))
      if (other !== action && state.keys[other] === key) state.keys[other] = "";
    state.keys[action] = key;
    status.textContent = `${buttons.get(action).dataset.label}: ${key}`;
    writeKeys(state);
  };
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.action) {
      waiting = button.dataset.action;
      button.textContent = "press a key";
      status.textContent = "Press the new key; Escape leaves it as it is.";
    } else if (button.classList.contains("keys-usual")) {
      state.keys = { ...USUAL_KEYS };
      state.on = true;
      writeKeys(state);
      status.textContent = "The usual keys are back.";
      show();
    } else dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (!waiting || event.key === "Tab" || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "Escape") bind(waiting, nameOfKey(event));
    else status.textContent = "";
    waiting = null;
    show();
  });
  dialog.addEventListener("cancel", (event) => {
    if (waiting) event.preventDefault();
  });
  dialog.addEventListener("close", () => { waiting = null; show(); });
  onBox.addEventListener("change", () => { state.on = onBox.checked; writeKeys(state); });

  document.addEventListener("keydown", (event) => {
    if (!state.on || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    if (target.closest("input, select, textarea, dialog[open], [contenteditable]")) return;
    const key = nameOfKey(event);
    // a control keeps the keys that press it
    if (key === "Space" && target.closest("button, a, summary, audio")) return;
    const action = Object.keys(state.keys).find((name) => state.keys[name] === key);
    if (!action || !(action in actions)) return;
    event.preventDefault();
    actions[action]();
  });
  show();
  return { open: () => dialog.showModal() };
};
