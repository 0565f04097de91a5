// Keeps a copy of words that are not saved yet on this device, and offers it: it is never put into
// the form by itself. Text only, for this person, report and version; for fourteen days; nothing on
// a shared computer. Says so at once where a file is too large. The form works without this file.
"use strict";

const HEAD = "draft:", LASTS = 14 * 864e5, SHARED = "shared_computer=1", LARGEST = 10 * 1024 * 1024;
const form = document.querySelector("form[data-draft]");
const over = document.querySelector("[data-draft-over]")?.dataset.draftOver;

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(HEAD));
const drop = (which = () => true) => keys().filter(which).forEach((key) => localStorage.removeItem(key));
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } };
const isShared = () => document.cookie.split("; ").includes(SHARED);

function start() {
  const [user] = (form ? form.dataset.draft : over).split("-");
  drop((key) => !key.startsWith(`${HEAD}${user}-`) || !(read(key).at > Date.now() - LASTS));
  if (over) drop((key) => key.startsWith(`${HEAD}${over}-`));
  document.querySelector("form[action*='/logout/']")?.addEventListener("submit", () => drop());
  if (form) keep();
}

function keep() {
  const version = form.elements.version, here = `${HEAD}${form.dataset.draft}:`;
  const part = (id) => document.getElementById(id);
  const fields = () => [...form.querySelectorAll("textarea, input[type=text]")];
  const mine = () => here + version.value;
  let timer;

  function write() {
    const changed = fields().filter((field) => field.value !== field.defaultValue);
    if (isShared() || !changed.length) return;
    const words = { ...read(mine()).words, ...Object.fromEntries(changed.map((field) => [field.name, field.value])) };
    try {
      localStorage.setItem(mine(), JSON.stringify({ at: Date.now(), words }));
      part("copy-kept").hidden = false;
    } catch { /* the device is full: the server's copy is the one that counts */ }
  }

  function offer() {
    const saved = form.dataset.saved * 1000 || 0;
    for (const key of keys().filter((key) => key.startsWith(here)).sort()) {
      const copy = read(key), from = key.slice(here.length), isOld = +from < +version.value;
      const differs = fields().some((field) => field.name in copy.words && copy.words[field.name] !== field.value);
      if (!differs || (isOld && (copy.at <= saved || (copy.sent && "own" in form.dataset)))) {
        localStorage.removeItem(key);
        continue;
      }
      part("copy-at").textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
      part("copy").hidden = false;
      part("copy-take").onclick = () => {
        for (const field of fields()) if (field.name in copy.words) field.value = copy.words[field.name];
        version.value = from; // made from that version: the server shows both texts if it moved on
        part("copy").hidden = true;
        form.dispatchEvent(new Event("input"));
        fields()[0]?.focus();
      };
      part("copy-drop").onclick = () => { localStorage.removeItem(key); part("copy").hidden = true; };
    }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(write, 2000); });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write();
    if (mine() in localStorage) localStorage.setItem(mine(), JSON.stringify({ ...read(mine()), sent: true }));
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file" || ![...target.files].some((file) => file.size > LARGEST)) return;
    target.value = "";
    target.setCustomValidity(form.dataset.tooLarge);
    target.reportValidity();
    target.setCustomValidity("");
  });
  const box = part("shared-computer");
  box.checked = isShared();
  box.closest("p").hidden = false;
  box.addEventListener("change", () => {
    document.cookie = `${SHARED}; path=/; samesite=lax; max-age=${box.checked ? 31536000 : 0}`;
    if (box.checked) { drop(); part("copy-kept").hidden = true; }
  });
  offer();
}

try { if ((form || over) && localStorage) start(); } catch { /* storage is off: nothing is kept */ }
