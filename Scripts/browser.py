#!/usr/bin/env python3
"""Uses the dashboard of `meter serve` in a real browser, and compares what it shows.

    browser.py --meter .build/release/meter [--shots .build/dashboard]

Signs in, filters to a tier, drills into a tenant and a session, runs a query, downloads CSV and
HTML, and holds every figure against `meter report` and `meter query`; looks through the eyes of
other roles; opens a ledger of 10,000 tenants. Pictures of light, dark, phone and print go to a
folder. Needs Debian's chromium; playwright comes from PyPI. Where they cannot be had, says so and
is skipped.
"""
import argparse
import datetime
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import browser_data
import peers
import rig

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def environment():
    """Runs this script again inside of an environment that has playwright."""
    if CHROMIUM is None:
        peers.skip("there is no chromium; apt-get install chromium")
    python = peers.python_with("browser", ["playwright"], "import playwright")
    os.execv(python, [python, *sys.argv, "--inside"])


def text_of(meter, *arguments):
    return rig.run(meter, *arguments).decode()


class Server:
    """`meter serve` on a port of the system's choice."""

    def __init__(self, meter, ledger, tokens=None):
        self.meter, self.ledger = meter, ledger
        command = [meter, "serve", "--listen", "127.0.0.1:0", "--ledger", ledger]
        self.process = subprocess.Popen(
            command + (["--tokens", tokens] if tokens else []), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        found = re.search(r"http://[0-9.:]+", self.process.stdout.readline())
        if not found:
            rig.fail("the server did not start")
        self.address = found.group()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            rig.fail("the server ended with a fault")

    def report(self, *arguments):
        return text_of(self.meter, "report", *arguments, "--ledger", self.ledger)

    def totals(self, *arguments):
        return json.loads(self.report(*arguments, "--format", "json"))["totals"]

    def query(self, text, *arguments):
        return text_of(self.meter, "query", text, *arguments, "--ledger", self.ledger)


class Page:
    """A tab that notices whatever a page must not do."""

    def __init__(self, browser, server, token=None, **options):
        self.server, self.faults = server, []
        self.context = browser.new_context(accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.page.on("console", lambda line: self.faults.append(f"console: {line.text}")
                     if line.type in ("error", "warning") and "status of 40" not in line.text else None)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.faults.append("a dialog opened"))
        self.page.on("request", self.check_request)
        self.begin = time.monotonic()
        if token:
            self.page.add_init_script(f"sessionStorage.setItem('meter.token', '{token}')")

    def check_request(self, request):
        if not request.url.startswith((self.server.address, "blob:", "data:")):
            self.faults.append(f"a request to {request.url}")
        if "meter_" in request.url:
            self.faults.append("a token stands in an address")

    def open(self, view=""):
        self.page.goto(f"{self.server.address}/{view}")
        self.settle()

    def settle(self):
        self.page.wait_for_selector("main > *")
        self.page.wait_for_timeout(60)
        self.until("document.querySelectorAll('[aria-busy=true]').length === 0")

    def until(self, expression, seconds=60):
        """Asks again and again: the page's policy lets no script of ours stay in it and wait."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(0.01)

    def exact_cost(self):
        return self.page.locator(".tile [data-exact]").first.get_attribute("data-exact")

    def download(self, button):
        with self.page.expect_download() as held:
            button.click()
        return open(held.value.path(), encoding="utf-8", newline="").read(), held.value.suggested_filename

    def shot(self, folder, name):
        self.page.screenshot(path=os.path.join(folder, name + ".png"), full_page=True)

    def overflow(self):
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


class Checks:
    def __init__(self):
        self.failed = 0

    def equal(self, name, found, expected):
        self.true(name, found == expected, f"{found!r}, expected {expected!r}")

    def true(self, name, holds, detail=""):
        print(f"{name:52} {'yes' if holds else 'NO: ' + str(detail)[:600]}", flush=True)
        self.failed += not holds


def token(meter, path, role, *arguments):
    text = text_of(meter, "token", "create", "--role", role, "--tokens", path, *arguments)
    return text.split("\n")[0].strip()


def check_finance(page, checks, secret, shots):
    tab, server = page.page, page.server
    page.open()
    checks.true("asks for a token", tab.locator("form.sign-in").is_visible())
    tab.fill("#token", "meter_wrong")
    tab.click("form.sign-in button")
    tab.wait_for_selector("form.sign-in .fault")
    checks.true("refuses a wrong one", tab.locator(".bar").is_hidden())
    tab.fill("#token", secret)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".tiles")
    page.settle()
    checks.equal("shows the whole cost", page.exact_cost(), server.totals()["cost"])
    titles = tab.locator(".card h2").all_inner_texts()
    checks.equal("tenants and features come first", titles[:2],
                 ["Cost per tenant", "Feature cost per tier"])
    page.shot(shots, "overview-light")

    tab.fill(".filters [name=tier]", "premium")
    tab.keyboard.press("Enter")
    page.until("location.hash.includes('tier=premium')")
    page.settle()
    checks.equal("filters to a tier", page.exact_cost(),
                 server.totals("--tier", "premium")["cost"])
    address = tab.url
    tab.locator(".card ol.bars .label a").first.click()
    page.until("location.hash.startsWith('#tenant')")
    page.settle()
    tenant = tab.locator("h1").inner_text()
    checks.equal("drills into a tenant", page.exact_cost(),
                 server.totals("--tier", "premium", "--tenant", tenant)["cost"])
    page.shot(shots, "tenant-light")
    session = tab.locator(".card", has_text="Sessions").locator("tbody a").first
    name = session.inner_text()
    session.click()
    page.until("location.hash.startsWith('#session')")
    page.settle()
    calls = server.query(f'filter session = "{name}" | stats count(*) as n', "--format", "csv")
    checks.equal("drills into a session", tab.locator(".card tbody tr").count(),
                 int(calls.split()[1]))
    other = tab.context.new_page()
    other.add_init_script(f"sessionStorage.setItem('meter.token', '{secret}')")
    other.goto(address)
    other.wait_for_selector(".tile [data-exact]")
    checks.equal("an address that is sent shows the same",
                 other.locator(".tile [data-exact]").first.get_attribute("data-exact"),
                 server.totals("--tier", "premium")["cost"])
    other.close()


def check_tables(page, checks):
    tab, server = page.page, page.server
    page.open("#tenants?month=last")
    csv, name = page.download(tab.locator("[data-format=csv]").first)
    expected = server.report("--month", "last", "--format", "csv")
    checks.equal("CSV is that of meter report", csv, expected)
    checks.true("and is named by its period", name.startswith("cost-per-tenant_last"), name)
    html, _ = page.download(tab.locator("[data-format=html]").first)
    checks.equal("HTML too", html, server.report("--month", "last", "--format", "html"))
    total = server.totals("--month", "last")["cost"]
    shown = tab.locator("tfoot [data-exact]").first
    checks.equal("the table's total is the report's", shown.get_attribute("data-exact"), total)
    cells = tab.locator("tbody td:nth-child(3)").all_inner_texts()
    printed = sum(Decimal(cell.replace("≥", "").replace(",", "")) for cell in cells)
    foot = shown.inner_text().replace("≥", "").replace(",", "")
    checks.equal("printed cells add up to the printed total", printed, Decimal(foot))
    names = tab.locator("tbody th").all_inner_texts()
    checks.true("odd names are texts", set(browser_data.ODD_NAMES[:5]) <= set(names), names)
    tab.locator("thead button", has_text="Requests").click()
    column = [int(one.replace(",", "")) for one in
              tab.locator("tbody td:nth-child(5)").all_inner_texts()]
    checks.equal("a heading sorts", column, sorted(column, reverse=True))
    page.open("#features?month=last")
    csv, _ = page.download(tab.locator("[data-format=csv]").first)
    checks.equal("features as CSV", csv,
                 server.report("feature-cost-per-tier", "--month", "last", "--format", "csv"))


def check_query(page, checks, shots):
    tab, server = page.page, page.server
    text = "stats sum(cost) as cost, count(*) as calls by tier | sort cost desc"
    page.open("#query?last=30d")
    area = tab.locator("textarea")
    area.click()
    area.press_sequentially("sta")
    tab.wait_for_selector(".completion li")
    checks.true("completes words", "stats" in tab.locator(".completion li").first.inner_text())
    tab.keyboard.press("Tab")
    checks.equal("into the query", area.input_value(), "stats ")
    area.fill(text)
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".results table")
    page.settle()
    csv, _ = page.download(tab.locator(".results [data-format=csv]"))
    checks.equal("a query answers as meter query", csv,
                 server.query(text, "--last", "30d", "--format", "csv"))
    exact = [row.split(",")[1] for row in csv.split()[1:]]
    titles = [one.get_attribute("title") for one in
              tab.locator(".results tbody td:nth-child(2) span").all()]
    checks.equal("with exact amounts on hover", titles, exact)
    checks.true("with a chart", tab.locator(".results .bars li").count() == len(exact))
    page.shot(shots, "query-light")
    area.fill("stats sum(cots) by tenant")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".results .fault")
    checks.true("a fault is shown with its place",
                "did you mean 'cost'" in tab.locator(".results .fault").inner_text())
    page.open("#query")
    checks.true("remembers what was asked", text in tab.locator("ol.past").text_content())


def check_refresh(page, checks, ingest):
    tab, server = page.page, page.server
    page.open()
    before = page.exact_cost()
    body = next(browser_data.requests(browser_data.parser().parse_args(
        ["--tenants", "8", "--days", "1", "--seed", "99", "--until",
         str(TODAY + datetime.timedelta(days=1))])))
    text = json.dumps(body).replace('"traceId": "0', '"traceId": "f')
    status = page.context.request.post(
        server.address + "/v1/traces", data=text,
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {ingest}"}).status
    checks.equal("telemetry arrives meanwhile", status, 200)
    tab.locator(".live").click()
    page.settle()
    checks.true("live figures follow", page.exact_cost() != before)
    checks.equal("exactly", page.exact_cost(), server.totals()["cost"])


def check_scopes(browser, server, checks, secrets):
    tenant = Page(browser, server, secrets["tenant"])
    tenant.open("#tenants")
    rows = tenant.page.locator("tbody th").all_inner_texts()
    checks.equal("a tenant's token shows that tenant", set(rows), {"clinic-1"})
    checks.true("and says so", "clinic-1" in tenant.page.locator(".scope").inner_text())
    health = Page(browser, server, secrets["sre"])
    health.open()
    text = health.page.locator("main").inner_text()
    checks.true("a role without money sees none", "USD" not in text and "Cost" not in text, text)
    ingest = Page(browser, server, secrets["ingest"])
    ingest.open()
    ingest.page.wait_for_selector("form.sign-in .fault")
    checks.true("a role without reports gets none", ingest.page.locator(".bar").is_hidden())
    for page, name in ((tenant, "tenant"), (health, "sre")):
        checks.equal(f"no fault as {name}", page.faults, [])


def check_decimals(page, checks):
    """The page's exact decimals against those of Python."""
    numbers = random.Random(11)
    cases = [[str(Decimal(numbers.randint(-10**12, 10**15)).scaleb(-numbers.randint(0, 18)).normalize()
                  .__format__("f")), numbers.randint(0, 12)] for _ in range(500)]
    found = page.page.evaluate("""async (cases) => {
        const { units, exact, fixed, fitted } = await import("./web/decimal.js");
        return [cases.map(([text, digits]) => [exact(units(text)), fixed(units(text), digits)]),
          fitted(cases.map(([text]) => units(text)), cases.reduce((sum, [text]) =>
            sum + units(text), 0n), 4)];
      }""", cases)
    with localcontext() as context:
        context.prec = 60
        faults = [case for case, (exact, fixed) in zip(cases, found[0])
                  if Decimal(exact) != Decimal(case[0]) or Decimal(fixed) != Decimal(case[0])
                  .quantize(Decimal(1).scaleb(-case[1]), ROUND_HALF_EVEN)]
        total = sum(Decimal(text) for text, _ in cases).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        checks.equal("its decimals are exact", faults, [])
        checks.equal("its rounded cells add up", sum(map(Decimal, found[1])), total)


def check_keyboard(page, checks):
    """Everything that can be pressed has a name and can be reached."""
    page.open()
    nameless = page.page.evaluate("""[...document.querySelectorAll(
        "a[href], button, input, select, textarea, [role=region], svg[role=img]")].filter((one) =>
        !(one.innerText?.trim() || one.textContent.trim() || one.getAttribute("aria-label")
          || one.labels?.length)).map((one) => one.outerHTML)""")
    checks.equal("every control has a name", nameless, [])
    tab = page.page
    chart = tab.locator("figure.time svg").first
    chart.focus()
    tab.keyboard.press("End")
    checks.true("charts are read by arrow keys", tab.locator(".tip").first.is_visible())


def check_pictures(browser, server, secret, checks, shots):
    for name, options in (
            ("overview-dark", {"color_scheme": "dark"}),
            ("overview-phone", {"viewport": {"width": 390, "height": 844}}),
            ("overview-phone-dark", {"viewport": {"width": 390, "height": 844},
                                     "color_scheme": "dark"})):
        page = Page(browser, server, secret, **options)
        page.open()
        page.shot(shots, name)
        checks.true(f"{name}: nothing beyond the edge", page.overflow() <= 0, page.overflow())
        if "phone" in name:
            for view in ("tenants", "features", "health", "reports", "query",
                         "tenant?tenant=clinic-2"):
                page.open("#" + view)
                checks.true(f"{name}: {view} fits", page.overflow() <= 0, page.overflow())
        page.context.close()
    page = Page(browser, server, secret)
    page.open()
    page.page.emulate_media(media="print")
    page.page.pdf(path=os.path.join(shots, "overview-print.pdf"), prefer_css_page_size=True)
    page.shot(shots, "overview-print")
    page.context.close()


def check_pages(browser, server, folder, checks, shots):
    """HTML reports as files: sorted and filtered in the page, nothing asked of the network."""
    path = os.path.join(folder, "report.html")
    for name, arguments, options in (
            ("report-light", ["cost-per-tenant", "--by", "day"], {}),
            ("report-dark", ["feature-cost-per-tier"], {"color_scheme": "dark"}),
            ("report-phone", ["compare"], {"viewport": {"width": 390, "height": 844}})):
        with open(path, "w", encoding="utf-8") as file:
            file.write(server.report(*arguments, "--last", "30d", "--format", "html"))
        context = browser.new_context(**options)
        page, faults = context.new_page(), []
        page.on("request", lambda request: faults.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append("a dialog opened"))
        page.goto("file://" + path)
        page.screenshot(path=os.path.join(shots, name + ".png"), full_page=True)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        checks.true(f"{name}: nothing beyond the edge", overflow <= 0, overflow)
        checks.equal(f"{name}: no fault, no request", faults[1:], [])
        context.close()
    page = browser.new_page()
    with open(path, "w", encoding="utf-8") as file:
        file.write(server.report("--last", "30d", "--format", "html"))
    page.goto("file://" + path)
    table = page.locator("table.figures")
    titles = table.locator("thead th").all_inner_texts()
    place = [title.split("\n")[0] for title in titles].index("Requests") + 1
    table.locator(f"thead th:nth-child({place})").click()
    cells = table.locator(f"tbody tr td:nth-child({place}), tbody tr th:nth-child({place})")
    column = [int(text.replace(",", "")) for text in cells.all_inner_texts()]
    checks.true("a page's heading sorts", column in (sorted(column), sorted(column)[::-1]), column)
    page.fill("input[type=search]", "hospital")
    shown = [row for row in table.locator("tbody tr").all() if row.is_visible()]
    checks.true("its field filters", 0 < len(shown) < len(column)
                and all("hospital" in row.inner_text() for row in shown), len(shown))
    page.emulate_media(media="print")
    page.pdf(path=os.path.join(shots, "report-print.pdf"), prefer_css_page_size=True)
    page.close()


def check_many(browser, meter, folder, checks, shots):
    """10,000 tenants: the first view within a second, and a table that can be used."""
    telemetry, ledger = (os.path.join(folder, name) for name in ("many.jsonl", "many.db"))
    browser_data.write(telemetry, browser_data.parser().parse_args(
        ["--tenants", "10000", "--days", "30", "--activity", "12", "--until",
         str(TODAY + datetime.timedelta(days=1))]))
    rig.run(meter, "ingest", "--quiet", telemetry, "--ledger", ledger)
    os.remove(telemetry)
    with Server(meter, ledger) as server:
        page = Page(browser, server)
        tab = page.page
        period = "last=30d"
        for attempt in ("first", "again"):
            begin = time.monotonic()
            tab.goto(f"{server.address}/?{attempt}#overview?{period}", wait_until="commit")
            tab.wait_for_selector(".card:nth-child(1) .bars li, .card:nth-child(1) .fault")
            tab.wait_for_selector(".card:nth-child(2) .matrix")
            seconds = time.monotonic() - begin
            if attempt == "first":
                page.settle()
        bytes_sent = tab.evaluate("""performance.getEntriesByType("resource").concat(
            performance.getEntriesByType("navigation")).reduce((sum, one) =>
            sum + one.transferSize, 0)""")
        print(f"  first view after {seconds:.2f} s, {bytes_sent / 1e6:.2f} MB so far")
        checks.true("10,000 tenants: the first view within a second", seconds < 1, seconds)
        page.open(f"#tenants?{period}")
        count = len(json.loads(server.report("--last", "30d", "--format", "json"))["rows"])
        pages = tab.locator(".pages span").inner_text()
        checks.true("all tenants are there", f"of {count:,}" in pages, pages)
        begin = time.monotonic()
        tab.fill(".search", "hospital-1234")
        page.until("document.querySelectorAll('tbody tr').length < 3")
        tab.fill(".search", "")
        tab.locator("thead button", has_text="Tenant").click()
        tab.locator("[aria-label='Last page']").click()
        seconds = time.monotonic() - begin
        checks.true("searching, sorting, turning within a second", seconds < 1, seconds)
        checks.equal("no fault with 10,000", page.faults, [])
        page.shot(shots, "many-tenants")


def run(options, playwright, folder):
    meter, shots = os.path.abspath(options.meter), os.path.abspath(options.shots)
    os.makedirs(shots, exist_ok=True)
    telemetry, ledger, tokens = (os.path.join(folder, name) for name in
                                 ("usage.jsonl", "meter.db", "tokens.json5"))
    browser_data.write(telemetry, browser_data.parser().parse_args(
        ["--days", "70", "--until", str(TODAY + datetime.timedelta(days=1))]))
    rig.run(meter, "ingest", "--quiet", telemetry, "--ledger", ledger)
    secrets = {role: token(meter, tokens, role, *more) for role, more in (
        ("finance", []), ("sre", []), ("ingest", []), ("tenant", ["--tenant", "clinic-1"]))}
    checks = Checks()
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    with Server(meter, ledger, tokens) as server:
        page = Page(browser, server)
        check_finance(page, checks, secrets["finance"], shots)
        check_tables(page, checks)
        check_query(page, checks, shots)
        check_refresh(page, checks, secrets["ingest"])
        check_decimals(page, checks)
        check_keyboard(page, checks)
        checks.equal("no fault, no foreign request", page.faults, [])
        check_scopes(browser, server, checks, secrets)
        check_pictures(browser, server, secrets["finance"], checks, shots)
        check_pages(browser, server, folder, checks, shots)
    check_many(browser, meter, folder, checks, shots)
    browser.close()
    print(f"pictures are in {os.path.relpath(shots)}")
    if checks.failed:
        rig.fail(f"{checks.failed} things are not as they should be")
    print("browser: the dashboard shows exactly what meter reports")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--shots", default=os.path.join(rig.REPOSITORY, ".build", "dashboard"))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        environment()
    from playwright.sync_api import sync_playwright
    with tempfile.TemporaryDirectory(prefix="meter-browser-") as folder, \
            sync_playwright() as playwright:
        run(options, playwright, folder)


if __name__ == "__main__":
    main()
