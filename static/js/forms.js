// Forms work without this file. It puts the focus on errors, warns before unsaved words are left,
// and takes last quarter's words over without a round trip.
"use strict";

document.getElementById("errors")?.focus();

for (const form of document.querySelectorAll("form[data-guard]")) {
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

for (const button of document.querySelectorAll("button[data-quote-into]")) {
  button.addEventListener("click", (event) => {
    const field = document.getElementById(button.dataset.quoteInto);
    const quote = document.getElementById(button.dataset.quoteFrom);
    if (!field || !quote) return;
    event.preventDefault();
    field.value = [field.value.trim(), quote.textContent.trim()].filter(Boolean).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
