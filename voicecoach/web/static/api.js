// Sends changes to the site, with the token that only its own pages hold.

const token = document.querySelector('meta[name="form-token"]').content;

// Posts `data` as JSON, or a FormData as a form; returns the answer's JSON.
// Throws an Error whose message can be shown; `error.status` and `error.data` hold the details.
export async function post(path, data = {}) {
  const form = data instanceof FormData;
  const headers = { "x-form-token": token, accept: "application/json" };
  if (!form) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method: "POST", headers, body: form ? new URLSearchParams(data) : JSON.stringify(data),
    });
  } catch {
    throw new Error("VoiceCoach does not answer. Was it ended? Nothing was changed.");
  }
  const json = (response.headers.get("content-type") || "").includes("json");
  const body = json ? await response.json() : { message: await response.text() };
  if (response.ok) return body;
  const message = [body.message, body.remedy].filter(Boolean).join(" ");
  throw Object.assign(new Error(message), { status: response.status, data: body });
}

// Puts a sentence into an element; what stands between backquotes is shown as a command.
export function tell(place, text) {
  place.replaceChildren(...text.split("`").map((piece, number) => {
    if (number % 2 === 0) return piece;
    const command = document.createElement("code");
    command.textContent = piece;
    return command;
  }));
}

// Shows a short message, also to screen readers, without moving the focus.
export function notify(text, { warn = false } = {}) {
  const place = document.querySelector(".status-line");
  place.classList.toggle("warn", warn);
  place.hidden = false;
  place.textContent = "";
  requestAnimationFrame(() => { tell(place, text); });
  clearTimeout(notify.timer);
  notify.timer = setTimeout(() => { place.hidden = true; }, warn ? 15000 : 6000);
}
