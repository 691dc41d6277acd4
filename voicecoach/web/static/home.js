// Search and filters without reloading: the same address is fetched, its list is shown.

const WAIT_MS = 250; // after the last key, so that a word is searched and not each letter

const form = document.querySelector("form.filters");
let timer = 0;
let asking = null;

async function show(address, { keep = true } = {}) {
  asking?.abort();
  asking = new AbortController();
  let text;
  try {
    const response = await fetch(address, { signal: asking.signal });
    if (!response.ok) throw new Error(String(response.status));
    text = await response.text();
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address); // the page itself says why
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["wishes", "list"]) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  if (keep) history.replaceState(null, "", address);
  const found = document.getElementById("found");
  if (found) announce(found.textContent);
}

// Read by screen readers; the heading itself shows it to the eye.
function announce(text) {
  const place = document.querySelector(".counted");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.set(name, value.trim());
  const path = form.getAttribute("action");
  return query.size ? `${path}?${query}` : path;
}

if (form) {
  const counted = document.createElement("p");
  counted.className = "counted unseen";
  counted.setAttribute("role", "status");
  document.getElementById("main").append(counted);
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(address()), WAIT_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show(address());
  });
}
