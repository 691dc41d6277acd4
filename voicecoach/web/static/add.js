// Sends chosen or dropped files to the library, one after the other, and shows how far each is.
import { notify } from "./api.js";

const POLL_MS = 500;
const form = document.querySelector("form.add");
const list = document.getElementById("jobs");
const status = document.getElementById("added-status");
const token = document.querySelector('meta[name="form-token"]').content;
const settled = new Set(["done", "failed"]);
let timer = 0;

form.hidden = false;

// One line a file; `job` is what the site says of it.
const show = (job) => {
  let line = list.querySelector(`[data-number="${job.number}"]`);
  if (!line) {
    line = document.createElement("li");
    line.className = "answer job";
    line.dataset.number = job.number;
    list.prepend(line);
  }
  list.hidden = false;
  line.dataset.state = job.state;
  const name = document.createElement("b");
  name.textContent = job.name;
  const said = document.createElement("span");
  said.className = "soft";
  const doing = job.state === "working" ? `${job.step}${job.share > 0 && job.share < 1 ? ` ${Math.round(job.share * 100)} %` : ""} …` : "";
  said.textContent = { waiting: "waits", working: doing, done: job.message, failed: `${job.message} ${job.remedy}` }[job.state];
  line.replaceChildren(name, said);
  if (job.ref) {
    const link = document.createElement("a");
    link.href = `/answer/${job.ref}`;
    link.textContent = "Open the report";
    link.setAttribute("aria-label", `Open the report on ${job.name}`);
    line.append(link);
  }
};

const poll = async () => {
  clearTimeout(timer);
  let jobs;
  try {
    jobs = (await (await fetch("/add/status")).json()).jobs;
  } catch {
    notify("VoiceCoach does not answer. Was it ended?", { warn: true });
    return;
  }
  for (const job of [...jobs].reverse()) show(job);
  const open = jobs.filter((job) => !settled.has(job.state)).length;
  if (open) timer = setTimeout(poll, POLL_MS);
  else if (jobs.length) status.textContent = `All files are done: ${jobs.filter((j) => j.state === "done").length} added, ${jobs.filter((j) => j.state === "failed").length} not.`;
};

const send = async (file) => {
  const query = new URLSearchParams({ name: file.name, changed: String(file.lastModified) });
  for (const name of ["question", "pack"]) if (form.elements[name]?.value) query.set(name, form.elements[name].value);
  const headers = { "x-form-token": token, "content-type": "application/octet-stream", accept: "application/json" };
  let message = "VoiceCoach does not answer. Was it ended?";
  try {
    const response = await fetch(`/add/file?${query}`, { method: "POST", headers, body: file });
    if (response.ok) { show(await response.json()); poll(); return; }
    message = (response.headers.get("content-type") || "").includes("json") ? (await response.json()).message : await response.text();
  } catch { /* the sentence above says it */ }
  notify(`${file.name}: ${message}`, { warn: true });
};

const sendAll = async (files) => {
  for (const file of files) await send(file);
};

form.elements.files.addEventListener("change", async (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  await sendAll(files);
});
const drop = form.querySelector(".drop");
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  sendAll([...event.dataTransfer.files]);
});
poll();
