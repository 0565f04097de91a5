// Keys and passkeys: gives django-allauth's script what the browser is asked for, and shows the
// forms that only work with it.
"use strict";

for (const form of document.querySelectorAll("form[data-key]")) {
  const button = form.querySelector("button[type=button]");
  const credential = form.querySelector("input[name=credential]");
  const box = form.querySelector("input[type=checkbox]");
  const act = form.dataset.key.replace("Form", "");
  form.hidden = !window.PublicKeyCredential;
  button.id ||= "key-button";
  credential.id ||= "key-credential";
  window.allauth.webauthn.forms[form.dataset.key]({
    ids: { [act]: button.id, credential: credential.id, passwordless: box?.id },
    data: JSON.parse(form.dataset.options || "null"),
  });
}
