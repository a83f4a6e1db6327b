/// The style of an HTML report. No font, image or file from elsewhere; system fonts only.
let htmlReportStyle = """

  :root {
    color-scheme: light dark;
    --paper: #f6f5f2; --card: #ffffff; --ink: #1d2733; --soft: #5c6875; --line: #e3e1db;
    --accent: #2f5d8a; --warn: #8a5a00; --warn-paper: #fdf6e4;
    --shadow: rgb(29 39 51 / 24%);
    --c0: #3f6fa3; --c1: #57a09b; --c2: #d9a54a; --c3: #93639f; --c4: #c96f66; --c5: #7e9142;
    --c6: #a97c50; --c7: #97a1ac;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --paper: #14181d; --card: #1b2127; --ink: #e6e9ec; --soft: #a0abb6; --line: #2e363e;
      --accent: #8db8e2; --warn: #e8c06a; --warn-paper: #2b261a;
      --shadow: rgb(0 0 0 / 70%);
      --c0: #6f9fd2; --c1: #6fbab4; --c2: #e2b768; --c3: #b58cc0; --c4: #dd9088; --c5: #a3b566;
      --c6: #c79b72; --c7: #7f8a95;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--paper); color: var(--ink);
    font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  }
  main { max-width: 84rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 650; margin: 0; letter-spacing: -0.015em; }
  h2 { font-size: 1.05rem; font-weight: 650; margin: 0 0 0.9rem; }
  p { margin: 0; }
  bdi { overflow-wrap: anywhere; }
  .period { color: var(--soft); font-size: 1.05rem; margin-top: 0.3rem; }
  .filters { color: var(--soft); margin-top: 0.5rem; }
  .filters span {
    color: var(--ink); border: 1px solid var(--line); background: var(--card);
    border-radius: 1rem; padding: 0.1rem 0.7rem;
  }
  .note, .hint { margin-top: 1.2rem; color: var(--warn); }
  .note {
    background: var(--warn-paper); border: 1px solid var(--line); border-radius: 0.6rem;
    padding: 0.9rem 1.1rem; overflow-wrap: anywhere;
  }
  section {
    background: var(--card); border: 1px solid var(--line); border-radius: 0.8rem;
    padding: 1.3rem 1.4rem; margin-top: 1.2rem;
  }
  .tiles {
    display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.8rem;
    margin: 1.6rem 0 0;
  }
  .tiles div {
    background: var(--card); border: 1px solid var(--line); border-radius: 0.8rem;
    padding: 0.8rem 1rem;
  }
  .tiles .main { border-color: var(--accent); border-width: 1.5px; }
  dt { color: var(--soft); font-size: 0.85rem; }
  dd { margin: 0; }
  .tiles dd { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
  .tiles small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--soft); }
  figure { margin: 0; }
  .bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.55rem; }
  .bars li {
    display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr minmax(6rem, auto);
    gap: 0.2rem 1rem; align-items: center;
  }
  .bars .name { grid-row: 1; min-width: 0; overflow-wrap: anywhere; }
  .bars .bar { grid-row: 1; grid-column: 2; border-radius: 3px; }
  .bars .value {
    grid-row: 1; grid-column: 3; text-align: right; font-variant-numeric: tabular-nums;
  }
  svg { display: block; }
  .c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); }
  .c3 { fill: var(--c3); } .c4 { fill: var(--c4); } .c5 { fill: var(--c5); }
  .c6 { fill: var(--c6); } .c7 { fill: var(--c7); }
  .legend {
    list-style: none; display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 1rem 0 0;
    padding: 0; color: var(--soft); font-size: 0.87rem;
  }
  .legend svg { display: inline-block; }
  .time svg { overflow: visible; }
  .grid { stroke: var(--line); }
  .zero { stroke: var(--soft); }
  .more { color: var(--soft); font-size: 0.87rem; margin-top: 0.8rem; }
  .tick { fill: var(--soft); font-size: 0.75rem; font-variant-numeric: tabular-nums; }
  .hit { fill: transparent; }
  g:hover .c0 { filter: brightness(1.15); }
  .scroll { overflow-x: auto; margin: 0 -1.4rem; }
  /* A shadow at an edge beyond which the table goes on: covers that move with the table hide it
     where nothing is left to scroll to. */
  .scroll {
    background:
      linear-gradient(to right, var(--card) 40%, transparent) left / 3rem 100%,
      linear-gradient(to left, var(--card) 40%, transparent) right / 3rem 100%,
      linear-gradient(to right, var(--shadow), transparent) left / 1rem 100%,
      linear-gradient(to left, var(--shadow), transparent) right / 1rem 100%;
    background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
  }
  .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  table {
    border-collapse: collapse; width: 100%; font-size: 0.92rem; font-variant-numeric: tabular-nums;
  }
  .caption { color: var(--soft); font-size: 0.85rem; padding-bottom: 0.7rem; }
  th, td { padding: 0.4rem 0.6rem; text-align: right; white-space: nowrap; }
  th:first-child, td:first-child { padding-left: 1.4rem; }
  th:last-child, td:last-child { padding-right: 1.4rem; }
  thead th {
    color: var(--soft); font-weight: 500; font-size: 0.85rem; vertical-align: bottom;
    border-bottom: 1.5px solid var(--line); white-space: normal;
  }
  tr > :first-child { position: sticky; left: 0; background: var(--card); }
  .t, thead .t { text-align: left; white-space: nowrap; }
  .long {
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
    width: max-content; max-width: 20rem; white-space: normal;
  }
  .matrix thead .long { max-width: 11rem; margin-left: auto; }
  .legend .long { display: inline-block; max-width: 16rem; vertical-align: bottom; }
  .legend .long, .filters .long { white-space: nowrap; text-overflow: ellipsis; }
  .bars .long { max-width: 100%; }
  tbody th { font-weight: 500; }
  tbody tr + tr > * { border-top: 1px solid var(--line); }
  tfoot > tr > * { border-top: 1.5px solid var(--ink); font-weight: 650; }
  .absent { color: var(--soft); font-style: italic; }
  td[title] { cursor: help; }
  thead th:has([role=button]) { cursor: pointer; }
  thead [role=button] { border-radius: 3px; }
  thead [role=button]:hover { color: var(--ink); }
  thead [role=button]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  th[aria-sort="ascending"] span::after { content: " ↑"; }
  th[aria-sort="descending"] span::after { content: " ↓"; }
  .filter {
    font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
    border-radius: 0.5rem; padding: 0.3rem 0.7rem; margin-bottom: 0.8rem; width: 16rem;
    max-width: 100%;
  }
  .filter:focus-visible { outline: 2px solid var(--accent); }
  .matrix { width: auto; min-width: 50%; }
  .matrix tbody td { border-left: 3px solid var(--card); }
  .matrix tbody tr + tr > td { border-top: 3px solid var(--card); }
  .matrix .sum { font-weight: 600; }
  .matrix th:last-child, .matrix td:last-child { padding-left: 1.4rem; }
  .h1 { background: color-mix(in srgb, var(--c0) 7%, var(--card)); }
  .h2 { background: color-mix(in srgb, var(--c0) 12%, var(--card)); }
  .h3 { background: color-mix(in srgb, var(--c0) 17%, var(--card)); }
  .h4 { background: color-mix(in srgb, var(--c0) 22%, var(--card)); }
  .h5 { background: color-mix(in srgb, var(--c0) 27%, var(--card)); }
  .h6 { background: color-mix(in srgb, var(--c0) 32%, var(--card)); }
  .h7 { background: color-mix(in srgb, var(--c0) 37%, var(--card)); }
  .h8 { background: color-mix(in srgb, var(--c0) 43%, var(--card)); }
  .findings { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
  .findings strong { font-weight: 600; }
  .findings .count {
    background: var(--warn-paper); color: var(--warn); border-radius: 1rem;
    padding: 0 0.55rem; font-size: 0.85rem; font-variant-numeric: tabular-nums;
  }
  footer { color: var(--soft); font-size: 0.85rem; margin-top: 1.6rem; }
  footer dl { display: grid; gap: 0.2rem; margin: 0; }
  footer div { display: grid; grid-template-columns: 7rem 1fr; gap: 1rem; }
  footer dd { overflow-wrap: anywhere; }
  @media (max-width: 40rem) {
    .tick.time:nth-of-type(even) { display: none; }
    main { padding: 1.4rem 0.9rem 2rem; }
    h1 { font-size: 1.5rem; }
    section { padding: 1rem; }
    .scroll { margin: 0 -1rem; }
    th:first-child, td:first-child { padding-left: 1rem; }
    th:last-child, td:last-child { padding-right: 1rem; }
    .long { max-width: 12rem; }
    .tiles { grid-template-columns: 1fr 1fr; }
    .tiles .main { grid-column: 1 / -1; }
    .bars li { grid-template-columns: 1fr auto; }
    .bars .value { grid-column: 2; }
    .bars .bar { grid-row: 2; grid-column: 1 / -1; }
  }
  @media print {
    :root { color-scheme: light; --paper: #fff; --line: #ccc; font-size: 9.5px; }
    @page { size: A4 landscape; margin: 12mm; }
    body { font-size: 1rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    main { max-width: none; padding: 0; }
    section, .tiles div { border-radius: 0; break-inside: avoid; }
    section:has(.figures) { break-inside: auto; }
    .scroll { overflow: visible; background: none; }
    tr > :first-child { position: static; }
    .on-screen { display: none; }
    thead { display: table-header-group; }
    tfoot { display: table-row-group; }
    tr { break-inside: avoid; }
    th, td { padding: 0.25rem 0.5rem; }
    .long { max-width: 16rem; }
    .filter { display: none; }
  }

  """

/// Sorting by a click on a heading and, in long tables, a filter: the figures do not depend on it.
let htmlReportScript = """

  for (const table of document.querySelectorAll("table.figures")) {
    const body = table.tBodies[0];
    const key = (row, place) => {
      const cell = row.cells[place];
      const text = cell.title || cell.textContent.replace(/[,%≥\\s]/g, "");
      return cell.classList.contains("t") ? cell.textContent : Number(text);
    };
    const headings = [...table.tHead.rows[0].cells];
    const sort = (heading, place) => {
      const down = heading.getAttribute("aria-sort") !== "descending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [key(row, place), row]);
      const compare = (a, b) => typeof a === "string" ? a.localeCompare(b) : a - b;
      rows.sort((a, b) => down ? compare(b[0], a[0]) : compare(a[0], b[0]));
      body.append(...rows.map((row) => row[1]));
    };
    headings.forEach((heading, place) => {
      // No real button: browsers leave those out where a heading is repeated on the next page.
      const button = document.createElement("span");
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      button.append(...heading.childNodes);
      heading.append(button);
      heading.addEventListener("click", () => sort(heading, place));
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(heading, place);
      });
    });
    if (body.rows.length < 20) continue;
    const filter = document.createElement("input");
    filter.type = "search";
    filter.className = "filter";
    filter.placeholder = "Show only rows with …";
    filter.setAttribute("aria-label", "Show only rows with this text; totals stay those of all");
    const total = table.tFoot?.rows[0].cells[0];
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      if (total?.textContent.startsWith("Total"))
        total.textContent = wanted ? "Total of all rows" : "Total";
      for (const row of body.rows)
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    table.parentElement.before(filter);
  }

  """
