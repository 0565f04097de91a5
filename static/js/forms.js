// Forms work without this file. It puts the focus on errors, warns before unsaved words are left,
// says that a long act is under way, and takes last quarter's words over without a round trip.
"use strict";

document.getElementById("errors")?.focus();

for (const form of document.querySelectorAll("form[data-guard]")) {
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

for (const busy of document.querySelectorAll("[data-busy]")) {
  busy.closest("form").addEventListener("submit", () => { busy.hidden = false; });
  window.addEventListener("pageshow", () => { busy.hidden = true; });
}

for (const button of document.querySelectorAll("button[data-quote]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const chosen = document.querySelector(`[name="${button.value}-status"]:checked`)?.value;
    const taken = [];
    for (const quote of button.closest(".prev").querySelectorAll("[data-into]")) {
      const field = document.getElementById(quote.dataset.into), { status, text } = quote.dataset;
      // What a status answers is put where nothing is typed, unless another status is chosen.
      if (!field || (status && (field.value.trim() || (chosen && chosen !== status)))) continue;
      field.value = [field.value.trim(), text || quote.innerText.trim()].filter(Boolean).join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      taken.push(field);
    }
    taken[0]?.focus();
  });
}
