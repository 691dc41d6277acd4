// Sends changes to the site, with the token that only its own pages hold.

const token = document.querySelector('meta[name="form-token"]').content;

// Posts `data` as JSON, or a FormData as a form; returns the answer's JSON.
// Throws an Error whose message can be shown; `error.status` and `error.data` tell more.
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

// Tells something in passing, to the eye and to a screen reader, without moving the focus.
export function tell(text, { warn = false } = {}) {
  const place = document.querySelector(".told");
  place.classList.toggle("warn", warn);
  place.hidden = false;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { place.hidden = true; }, warn ? 15000 : 6000);
}
