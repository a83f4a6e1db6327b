// Starts the page: who looks, which view, when it is drawn again.

import { forgetAnswers, getJSON, token } from "./api.js";
import { fill, h } from "./dom.js";
import { drawFilters } from "./filters.js";
import { server } from "./parts.js";
import { link, state } from "./state.js";
import { features } from "./view-features.js";
import { health } from "./view-health.js";
import { overview } from "./view-overview.js";
import { query } from "./view-query.js";
import { reports } from "./view-reports.js";
import { session } from "./view-session.js";
import { signIn } from "./view-sign-in.js";
import { tenant } from "./view-tenant.js";
import { tenants } from "./view-tenants.js";

const VIEWS = {
  overview: ["Overview", overview], tenants: ["Tenants", tenants],
  features: ["Features", features], health: ["Health", health], reports: ["Reports", reports],
  query: ["Query", query], tenant: ["Tenant", tenant], session: ["Session", session],
};
const IN_BAR = ["overview", "tenants", "features", "health", "reports", "query"];
/** Views that are reached from another one. */
const PART_OF = { tenant: "tenants", session: "tenants" };
const REFRESH_SECONDS = 10;

const bar = document.querySelector("header.bar");
const filters = document.querySelector("form.filters");
const main = document.querySelector("main");
const status = document.querySelector(".status");
let isLive = false;
let shown = "";

/** Draws the view of the address. `isRefresh`: figures change, place and focus stay. */
function draw({ isRefresh = false } = {}) {
  const { view } = state();
  const [title, make] = VIEWS[view] ?? VIEWS.overview;
  document.title = `${title} · meter`;
  const nav = bar.querySelector("nav");
  fill(nav, IN_BAR.map((name) => h("a", {
    href: link(name), "aria-current": name === (PART_OF[view] ?? view) ? "page" : null,
  }, VIEWS[name][0])));
  // Where the bar is narrower than its links, the current one is in sight.
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - 60;
  // A refresh must not take away what somebody is typing.
  if (!filters.contains(document.activeElement) || !isRefresh) drawFilters(filters);
  if (isRefresh && view === "query") return;
  const scroll = scrollY;
  fill(main, make());
  if (isRefresh) return scrollTo(0, scroll);
  if (shown && shown !== view) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  shown = view;
}

function drawSide() {
  const { access } = server.listing;
  const scope = access.tenant ? `tenant ${access.tenant}` : access.tier ? `tier ${access.tier}` : "";
  const live = h("button.quiet.live", {
    type: "button", "aria-pressed": isLive, title: `Refresh every ${REFRESH_SECONDS} seconds`,
    onclick: () => { isLive = !isLive; drawSide(); if (isLive) refresh(); },
  }, h("i", { "aria-hidden": true }), "Live");
  fill(bar.querySelector(".side"),
    access.role && h("span.scope", { title: `Signed in as ${access.name}` },
      access.role, scope && ` · ${scope}`),
    h("button.quiet", { type: "button", title: "Ask for new figures", onclick: refresh }, "Refresh"),
    live,
    token.get() && h("button.quiet", { type: "button", onclick: signOut }, "Sign out"));
}

function refresh() {
  forgetAnswers();
  draw({ isRefresh: true });
  status.textContent = `Refreshed at ${new Date(Date.now()).toLocaleTimeString()}`;
}

function signOut() {
  token.forget();
  forgetAnswers();
  location.reload();
}

/** Asks who looks and what there is; without a valid token, asks for one. */
async function start() {
  try {
    server.listing = await getJSON("api/reports");
  } catch (error) {
    bar.hidden = filters.hidden = true;
    if (error.status !== 401 && error.status !== 403 && error.status !== 429)
      return fill(main, h("p.notice", {}, error.message, " ",
        h("button", { type: "button", onclick: start }, "Try again")));
    const hadToken = Boolean(token.get());
    token.forget();
    return fill(main, signIn(hadToken ? error.message : "", start));
  }
  bar.hidden = filters.hidden = false;
  drawSide();
  draw();
}

addEventListener("hashchange", () => { if (server.listing) draw(); });
document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
setInterval(() => {
  if (isLive && !document.hidden && server.listing) refresh();
}, REFRESH_SECONDS * 1000);
start();
