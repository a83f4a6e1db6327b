// Asks for a token. It stays in this tab, and is never part of an address.

import { token } from "./api.js";
import { h } from "./dom.js";

export function signIn(fault, done) {
  const input = h("input", {
    type: "password", id: "token", name: "token", autocomplete: "off", required: true,
    spellcheck: "false", "aria-describedby": "token-hint",
  });
  const form = h("form.card.sign-in", {
    onsubmit: (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      token.set(input.value.trim());
      done();
    },
  }, h("h1", {}, "Sign in"),
  fault ? h("p.fault", { role: "alert" }, fault) : null,
  h("label", { for: "token" }, "Token"), input,
  h("p.hint", { id: "token-hint" },
    "A token of ", h("code", {}, "meter token create"), ", or a JWT of your identity provider. ",
    "It is kept until this tab is closed."),
  h("button.main", { type: "submit" }, "Sign in"));
  setTimeout(() => input.focus());
  return form;
}
